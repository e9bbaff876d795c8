#include "app/store/schema.h"

#include "app/store/private_files.h"

namespace aviary::store {

namespace {

// A version above this was written by damage, not by a newer program.
constexpr std::int64_t kLargestPlausibleVersion = 999;

} // namespace

Result<void> migrate(Database& database, std::string_view schema, const std::vector<std::string>& migrations,
                     const std::filesystem::path& backup) {
    const auto pragma = [&](std::string_view name) {
        return database.number("PRAGMA " + std::string(schema) + "." + std::string(name));
    };
    const auto version = pragma("user_version");
    if (!version)
        return Failure(version.error());
    const auto applicationId = pragma("application_id");
    if (!applicationId)
        return Failure(applicationId.error());
    const auto tables = database.number("SELECT count(*) FROM " + std::string(schema) + ".sqlite_schema");
    if (!tables)
        return Failure(tables.error());

    const auto newest = static_cast<std::int64_t>(migrations.size());
    const bool fresh = *tables == 0 && *version == 0;
    const bool ours = *applicationId == kApplicationId && *tables > 0 && *version > 0;
    if ((!fresh && !ours) || *version > kLargestPlausibleVersion)
        return fail(ErrorKind::Corrupt, "the database's header is damaged", "DB_DAMAGED");
    if (*version > newest)
        return fail(ErrorKind::Unsupported, "the database was written by a newer version of this program",
                    "DB_NEWER");
    if (*version == newest)
        return {};

    if (!fresh && !backup.empty()) {
        std::error_code ignored; // what cannot be removed fails the next statement
        std::filesystem::remove(backup, ignored);
        if (auto made = makePrivateFile(backup); !made)
            return made;
        Statement copy(database, "VACUUM main INTO ?1");
        const std::string target = backup.string();
        if (auto copied = copy.with(std::string_view(target)).run(); !copied)
            return copied;
    }
    Transaction transaction(database);
    for (auto step = static_cast<std::size_t>(*version); step < migrations.size(); ++step)
        if (auto applied = database.run(migrations[step]); !applied)
            return applied;
    const std::string name(schema);
    if (auto marked = database.run("PRAGMA " + name + ".application_id = " + std::to_string(kApplicationId) +
                                   "; PRAGMA " + name + ".user_version = " + std::to_string(newest));
        !marked)
        return marked;
    return transaction.commit();
}

} // namespace aviary::store

#include "app/store/store_files.h"

#include "app/store/rescue.h"
#include "app/store/schema.h"

#include <array>
#include <chrono>
#include <ctime>

#include <sqlite3.h>

namespace aviary::store {

namespace fs = std::filesystem;

namespace {

constexpr auto kChats = "chats.db";
constexpr auto kStates = "states.db";
constexpr auto kRescuePart = "chats.db-rescue.part"; // being written
constexpr auto kRescue = "chats.db-rescue";          // complete: chats.db is to be replaced by it

// A WAL that had to grow is cut back to this once its content is in the database.
constexpr auto kWalSizeLimit = "16777216";

// Main and beside it; the main file last, so that it never stands there without its -wal.
constexpr std::array<std::string_view, 4> kSuffixes = {"-wal", "-shm", "-journal", ""};

fs::path withSuffix(const fs::path& path, std::string_view suffix) {
    return path.string() + std::string(suffix);
}

// "chats-damaged-20250131-235959.db", in UTC; a number follows if the name is taken.
fs::path asideName(const fs::path& folder, std::string_view stem, std::time_t when) {
    std::array<char, 32> date{};
    std::tm parts{};
    gmtime_r(&when, &parts);
    std::strftime(date.data(), date.size(), "%Y%m%d-%H%M%S", &parts);
    const std::string name = std::string(stem) + "-damaged-" + date.data();
    fs::path path = folder / (name + ".db");
    for (int i = 2; fs::exists(path); ++i)
        path = folder / (name + "-" + std::to_string(i) + ".db");
    return path;
}

Result<void> renameAll(const fs::path& from, const fs::path& to) {
    for (const auto suffix : kSuffixes)
        if (const auto part = withSuffix(from, suffix); fs::exists(part))
            if (auto renamed = renameDurably(part, withSuffix(to, suffix)); !renamed)
                return renamed;
    return {};
}

std::time_t writtenAt(const fs::path& path) {
    std::error_code ignored; // no time: 1970 in the name harms nobody
    const auto time = fs::last_write_time(path, ignored);
    if (ignored)
        return 0;
    return std::chrono::system_clock::to_time_t(std::chrono::file_clock::to_sys(
        std::chrono::time_point_cast<std::chrono::system_clock::duration>(time)));
}

bool damaged(const Result<void>& result) {
    return !result && result.error().kind == ErrorKind::Corrupt;
}

std::string counted(std::size_t count, std::string_view thing) {
    return std::to_string(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

} // namespace

StoreFiles::StoreFiles(fs::path folder, FolderLock lock)
    : folder_(std::move(folder))
    , lock_(std::move(lock)) {}

Result<std::unique_ptr<StoreFiles>> StoreFiles::open(const fs::path& folder) {
    if (auto made = makePrivateFolder(folder); !made)
        return Failure(made.error());
    auto lock = FolderLock::take(folder);
    if (!lock)
        return Failure(lock.error());
    std::unique_ptr<StoreFiles> files(new StoreFiles(folder, std::move(*lock)));
    if (auto opened = files->openAll(false); !opened) {
        files->trusted_ = false;
        return Failure(opened.error());
    }
    return files;
}

// A failure here is found by the check of the next opening.
StoreFiles::~StoreFiles() {
    if (database_ && trusted_)
        static_cast<void>(database_->run("UPDATE session SET clean = 1"));
}

Result<void> StoreFiles::ready() {
    if (trusted_)
        return {};
    database_.reset();
    if (auto opened = openAll(true); !opened)
        return opened;
    trusted_ = true;
    return {};
}

void StoreFiles::failed(const Error& error) {
    if (error.kind == ErrorKind::Io || error.kind == ErrorKind::Corrupt)
        trusted_ = false;
}

Result<void> StoreFiles::openAll(bool verify) {
    const auto finished = finishRescue();
    if (!finished)
        return Failure(finished.error());
    if (*finished)
        notes_.push_back("A rescue of damaged conversations that had been cut short was completed.");
    auto opened = openChats(verify);
    if (damaged(opened)) {
        database_.reset();
        if (auto rescued = rescueChats(); !rescued)
            return rescued;
        opened = openChats(false);
    }
    if (!opened) {
        database_.reset();
        return opened;
    }
    return attachStates();
}

Result<void> StoreFiles::openChats(bool verify) {
    if (auto made = makePrivateFile(folder_ / kChats); !made)
        return made;
    auto opened = Database::open(folder_ / kChats);
    if (!opened)
        return Failure(opened.error());
    Database& database = database_.emplace(std::move(*opened));
    // Until the file is known to be ours and sound, closing it must not write its WAL back.
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (auto set = database.run("PRAGMA main.page_size = " + std::to_string(kPageSize) +
                                "; PRAGMA main.synchronous = FULL; PRAGMA secure_delete = ON");
        !set)
        return set;
    if (auto migrated = migrate(database, "main", kChatsMigrations, folder_ / "chats-before-update.db");
        !migrated)
        return migrated;
    const auto clean = database.number("SELECT clean FROM session");
    if (!clean && clean.error().kind != ErrorKind::NotFound)
        return Failure(clean.error());
    if (verify || !clean || *clean == 0) {
        const auto checked = database.quickCheck();
        if (!checked)
            return Failure(checked.error());
        if (*checked != "ok")
            return fail(ErrorKind::Corrupt, "the database is damaged: " + *checked, "DB_DAMAGED");
    }
    if (auto set =
            database.run(std::string("PRAGMA main.journal_mode = WAL; PRAGMA main.journal_size_limit = ") +
                         kWalSizeLimit + "; UPDATE session SET clean = 0");
        !set)
        return set;
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    return {};
}

Result<void> StoreFiles::attachStates() {
    auto attached = tryStates();
    if (!damaged(attached) && !(!attached && attached.error().code == "DB_NEWER"))
        return attached;
    return replaceStates();
}

Result<void> StoreFiles::replaceStates() {
    // Fails when damage kept it from being attached, which is as well.
    static_cast<void>(database_->run("DETACH states"));
    const auto aside = asideName(folder_, "states", std::time(nullptr));
    if (auto renamed = renameAll(folder_ / kStates, aside); !renamed)
        return renamed;
    notes_.push_back("The saved model states were damaged and set aside as " + aside.filename().string() +
                     "; replies take longer to begin until they are made again.");
    return tryStates();
}

// The vacuum mode can only be chosen before the first page is written.
Result<void> StoreFiles::tryStates() {
    const fs::path file = folder_ / kStates;
    if (auto made = makePrivateFile(file); !made)
        return made;
    const std::string name = file.string();
    {
        Statement attach(*database_, "ATTACH ?1 AS states");
        if (auto attached = attach.with(std::string_view(name)).run(); !attached)
            return attached;
    }
    if (auto set =
            database_->run("PRAGMA states.page_size = " + std::to_string(kPageSize) +
                           "; PRAGMA states.auto_vacuum = INCREMENTAL; PRAGMA states.synchronous = FULL;"
                           "PRAGMA states.secure_delete = OFF");
        !set)
        return set;
    if (auto migrated = migrate(*database_, "states", kStatesMigrations, {}); !migrated)
        return migrated;
    return database_->run(
        std::string("PRAGMA states.journal_mode = WAL; PRAGMA states.journal_size_limit = ") + kWalSizeLimit +
        ";DELETE FROM states.snapshot WHERE complete = 0"
        ";DELETE FROM states.snapshot WHERE turn NOT IN (SELECT id FROM main.turn)");
}

// Every step can be repeated after a crash: until the copy bears its final name nothing has changed; from
// then on finishRescue() completes the exchange, at the next opening if need be.
Result<void> StoreFiles::rescueChats() {
    for (const auto suffix : kSuffixes) {
        std::error_code ignored; // what cannot be removed fails the rescue below
        fs::remove(withSuffix(folder_ / kRescuePart, suffix), ignored);
    }
    const auto counts = rescue(folder_ / kChats, folder_ / kRescuePart);
    if (!counts)
        return Failure(counts.error());
    if (auto renamed = renameDurably(folder_ / kRescuePart, folder_ / kRescue); !renamed)
        return renamed;
    const auto aside = asideName(folder_, "chats", writtenAt(folder_ / kRescue));
    if (auto finished = finishRescue(); !finished)
        return Failure(finished.error());
    notes_.push_back("The conversations file was damaged and set aside as " + aside.filename().string() +
                     ": " + counted(counts->turns, "message") + " in " +
                     counted(counts->conversations, "conversation") + " rescued, at least " +
                     std::to_string(counts->lost) + " lost.");
    return {};
}

Result<bool> StoreFiles::finishRescue() {
    const fs::path rescued = folder_ / kRescue;
    if (!fs::exists(rescued))
        return false;
    if (auto renamed = renameAll(folder_ / kChats, asideName(folder_, "chats", writtenAt(rescued))); !renamed)
        return Failure(renamed.error());
    if (auto renamed = renameDurably(rescued, folder_ / kChats); !renamed)
        return Failure(renamed.error());
    return true;
}

} // namespace aviary::store

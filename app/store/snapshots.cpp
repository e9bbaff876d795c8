#include "app/store/snapshots.h"

#include <algorithm>

namespace aviary::store {

namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
// A transaction's pages all stand in the WAL before any is written back, so this also bounds the WAL.
constexpr std::size_t kChunksPerTransaction = 32;

} // namespace

Result<void> writeSnapshot(Database& database, TurnId turn, std::string_view fingerprint, const Digest& path,
                           std::span<const std::byte> bytes) {
    const Digest digest = Sha256::of(bytes);
    std::optional<Transaction> transaction(std::in_place, database);
    Statement removal(database, "DELETE FROM states.snapshot WHERE turn = ?1 AND fingerprint = ?2");
    if (auto removed = removal.with(turn, fingerprint).run(); !removed)
        return removed;
    Statement row(database,
                  "INSERT INTO states.snapshot(turn, fingerprint, path_digest, size, sha256, complete)"
                  " VALUES (?1, ?2, ?3, ?4, ?5, 0)");
    if (auto added = row.with(turn, fingerprint, std::span<const std::byte>(path),
                              static_cast<std::int64_t>(bytes.size()), std::span<const std::byte>(digest))
                         .run();
        !added)
        return added;
    const std::int64_t id = database.lastInsertId();

    Statement chunk(database,
                    "INSERT INTO states.snapshot_chunk(snapshot, number, bytes) VALUES (?1, ?2, ?3)");
    std::int64_t number = 0;
    for (std::size_t at = 0; at < bytes.size(); at += kChunkBytes, ++number) {
        if (number > 0 && number % std::int64_t{kChunksPerTransaction} == 0) {
            if (auto committed = transaction->commit(); !committed)
                return committed;
            transaction.reset();
            transaction.emplace(database);
        }
        const auto part = bytes.subspan(at, std::min(kChunkBytes, bytes.size() - at));
        if (auto added = chunk.with(id, number, part).run(); !added)
            return added;
    }
    Statement completed(database, "UPDATE states.snapshot SET complete = 1 WHERE id = ?1");
    if (auto marked = completed.with(id).run(); !marked)
        return marked;
    return transaction->commit();
}

Result<std::vector<TurnId>> turnsWithSnapshot(Database& database, std::string_view fingerprint) {
    Statement rows(database,
                   "SELECT turn FROM states.snapshot WHERE fingerprint = ?1 AND complete = 1 ORDER BY turn");
    std::vector<TurnId> turns;
    rows.with(fingerprint);
    while (rows.next())
        turns.push_back(rows.integer(0));
    if (auto result = rows.result(); !result)
        return Failure(result.error());
    return turns;
}

Result<std::optional<Bytes>> readSnapshot(Database& database, TurnId turn, std::string_view fingerprint,
                                          const Digest& path) {
    std::int64_t id = 0;
    Bytes bytes;
    {
        Statement row(database,
                      "SELECT id, size, sha256 FROM states.snapshot"
                      " WHERE turn = ?1 AND fingerprint = ?2 AND path_digest = ?3 AND complete = 1");
        if (!row.with(turn, fingerprint, std::span<const std::byte>(path)).next()) {
            if (auto result = row.result(); !result)
                return Failure(result.error());
            return std::nullopt;
        }
        id = row.integer(0);
        Statement chunks(database,
                         "SELECT bytes FROM states.snapshot_chunk WHERE snapshot = ?1 ORDER BY number");
        chunks.with(id);
        while (chunks.next()) {
            const auto part = chunks.bytes(0);
            bytes.insert(bytes.end(), part.begin(), part.end());
        }
        if (auto result = chunks.result(); !result)
            return Failure(result.error());
        const auto sum = row.bytes(2);
        const Digest digest = Sha256::of(bytes);
        if (static_cast<std::int64_t>(bytes.size()) == row.integer(1) && std::ranges::equal(sum, digest))
            return bytes;
    }
    Statement removal(database, "DELETE FROM states.snapshot WHERE id = ?1");
    if (auto removed = removal.with(id).run(); !removed)
        return Failure(removed.error());
    return std::nullopt;
}

} // namespace aviary::store

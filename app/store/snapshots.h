// Snapshots in states.db: bytes in chunks, believed only with the right checksum and path.
#pragma once

#include "app/store/database.h"
#include "app/store/store.h"
#include "engine/base/sha256.h"

#include <optional>
#include <span>
#include <string_view>

namespace aviary::store {

/// Replaces the turn's snapshot for this model. A large one is written in several transactions so that the
/// WAL stays small; until the last one is committed it does not exist for readSnapshot().
Result<void> writeSnapshot(Database& database, TurnId turn, std::string_view fingerprint, const Digest& path,
                           std::span<const std::byte> bytes);

/// The turns that have a snapshot by this model, in ascending order.
Result<std::vector<TurnId>> turnsWithSnapshot(Database& database, std::string_view fingerprint);

/// Nothing when there is none for this path. One whose bytes do not fit their checksum is removed.
Result<std::optional<Bytes>> readSnapshot(Database& database, TurnId turn, std::string_view fingerprint,
                                          const Digest& path);

} // namespace aviary::store

// Saving what can be read of a damaged chats.db.
#pragma once

#include "app/store/store.h"
#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

namespace aviary::store {

/// Both files are made with pages of this size, so that a rescue need not believe a damaged header.
constexpr std::size_t kPageSize = 4096;

/// The rows found in the leaf pages of the tables, by id. No page above the leaves is needed.
struct ReadableRows {
    struct ConversationRow {
        Conversation conversation{};
        bool removed = false;
    };
    std::map<ConversationId, ConversationRow> conversations{};
    std::map<TurnId, Turn> turns{};
    std::map<std::string, std::string> settings{};
    std::size_t unreadable = 0; ///< cells that point nowhere or hold no row
};

/// Reads the pages of `database` as the committed frames of `wal` (may be empty) leave them. Any bytes.
ReadableRows readRows(std::span<const std::byte> database, std::span<const std::byte> wal);

struct RescueCounts {
    std::size_t conversations = 0;
    std::size_t turns = 0;
    std::size_t lost = 0; ///< at least: what was unreadable or is referred to and gone
};

/// Reads `damaged` and its -wal, changing neither, and writes what it finds to the new database `target`
/// (must not exist), closed and on the disk. A turn whose parent is gone follows the newest older turn of
/// its conversation. Errors: Io.
Result<RescueCounts> rescue(const std::filesystem::path& damaged, const std::filesystem::path& target);

} // namespace aviary::store

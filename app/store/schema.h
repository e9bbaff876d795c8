// The versions of both files and how an older one becomes the newest.
#pragma once

#include "app/store/database.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::store {

/// One script a version, in order: the script at index i leads from version i to i + 1. Never edited once
/// released.
extern const std::vector<std::string> kChatsMigrations;
extern const std::vector<std::string> kStatesMigrations;

/// In the header of both files, "AVRY".
constexpr std::int64_t kApplicationId = 0x41565259;

/// Brings one schema of the connection ("main" or "states") to the newest version, all steps in one
/// transaction. A database that holds something is first copied to `backup`, replacing an older copy; an
/// empty path means no backup.
/// Errors: Unsupported "DB_NEWER", with nothing written; Corrupt "DB_DAMAGED" for a header that is not ours.
Result<void> migrate(Database& database, std::string_view schema, const std::vector<std::string>& migrations,
                     const std::filesystem::path& backup);

} // namespace aviary::store

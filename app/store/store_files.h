// The folder and its two database files: opening, verifying, replacing what is damaged, closing.
#pragma once

#include "app/store/database.h"
#include "app/store/private_files.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::store {

/// Holds the folder's lock and the one connection, with states.db attached as "states".
class StoreFiles {
public:
    /// Errors: as Store::open.
    static Result<std::unique_ptr<StoreFiles>> open(const std::filesystem::path& folder);
    /// Writes the WALs back and marks the session as ended well, unless something had failed.
    ~StoreFiles();
    StoreFiles(const StoreFiles&) = delete;
    StoreFiles& operator=(const StoreFiles&) = delete;

    Database& database() { return *database_; }
    /// To be called before each piece of work: after a failure, reopens and verifies the files.
    Result<void> ready();
    /// To be told of each failure. After Io and Corrupt the connection is not trusted any more: a page that
    /// failed to reach the disk may look clean in memory.
    void failed(const Error& error);
    /// Sets a damaged states.db aside and begins an empty one. No statement may be alive.
    Result<void> replaceStates();

    const std::vector<std::string>& notes() const { return notes_; }

private:
    StoreFiles(std::filesystem::path folder, FolderLock lock);
    Result<void> openAll(bool verify);
    Result<void> openChats(bool verify);
    Result<void> attachStates();
    Result<void> tryStates();
    Result<void> rescueChats();
    Result<bool> finishRescue();

    std::filesystem::path folder_;
    FolderLock lock_;
    std::optional<Database> database_;
    bool trusted_ = true;
    std::vector<std::string> notes_;
};

} // namespace aviary::store

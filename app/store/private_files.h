// What the store needs of the file system and SQLite does not give: modes, the folder lock, durable renames.
#pragma once

#include "engine/base/result.h"

#include <filesystem>

namespace aviary::store {

/// Makes the folder, and what is missing above it, readable by its owner only (0700). Error: Io DISK_ERROR.
Result<void> makePrivateFolder(const std::filesystem::path& folder);

/// Creates the file empty if it is missing; either way only its owner may read it (0600). SQLite gives the
/// same mode to the -wal and -shm beside it. Must not be called while a database has the file open.
Result<void> makePrivateFile(const std::filesystem::path& file);

/// Renames within one folder, replacing `to`, and returns once the folder itself is on the disk.
Result<void> renameDurably(const std::filesystem::path& from, const std::filesystem::path& to);

/// Holds a folder for this process until destroyed. The lock belongs to the process, not to the file: what
/// a crash leaves behind blocks nobody.
class FolderLock {
public:
    /// Errors: Busy when another process, or another Store of this one, holds the folder; Io DISK_ERROR.
    static Result<FolderLock> take(const std::filesystem::path& folder);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor)
        : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

} // namespace aviary::store

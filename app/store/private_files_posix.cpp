// The POSIX side of private_files.h.
#include "app/store/private_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace aviary::store {

namespace {

Failure systemFailure(const char* what, const std::filesystem::path& path) {
    const int reason = errno;
    return fail(ErrorKind::Io,
                std::string(what) + " " + path.filename().string() + ": " +
                    std::generic_category().message(reason),
                reason == ENOSPC || reason == EDQUOT ? "DISK_FULL" : "DISK_ERROR");
}

Result<void> syncFolder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return systemFailure("cannot open the folder", folder);
    const int synced = ::fsync(descriptor);
    if (synced != 0) {
        const auto failure = systemFailure("cannot flush the folder", folder);
        ::close(descriptor);
        return failure;
    }
    ::close(descriptor);
    return {};
}

} // namespace

Result<void> makePrivateFolder(const std::filesystem::path& folder) {
    if (const auto parent = folder.parent_path(); !parent.empty()) {
        std::error_code error;
        std::filesystem::create_directories(parent, error);
        if (error)
            return fail(ErrorKind::Io, "cannot make the data folder: " + error.message(), "DISK_ERROR");
    }
    if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        return systemFailure("cannot make the folder", folder);
    if (::chmod(folder.c_str(), S_IRWXU) != 0)
        return systemFailure("cannot protect the folder", folder);
    return {};
}

Result<void> makePrivateFile(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return systemFailure("cannot open", file);
    const int changed = ::fchmod(descriptor, S_IRUSR | S_IWUSR);
    if (changed != 0) {
        const auto failure = systemFailure("cannot protect", file);
        ::close(descriptor);
        return failure;
    }
    ::close(descriptor);
    return {};
}

Result<void> renameDurably(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0)
        return systemFailure("cannot rename", from);
    return syncFolder(to.parent_path());
}

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
    const auto file = folder / "lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return systemFailure("cannot open", file);
    FolderLock lock(descriptor);
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno == EWOULDBLOCK)
            return fail(ErrorKind::Busy, "the data folder is in use by another window of this program");
        return systemFailure("cannot lock", file);
    }
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

// The file stays: removing it would let two processes lock two files of one name.
FolderLock::~FolderLock() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

} // namespace aviary::store

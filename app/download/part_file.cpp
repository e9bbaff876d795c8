// The POSIX implementation.
#include "app/download/part_file.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

namespace aviary::download {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kSpareBytes = 16u << 20;
constexpr std::size_t kReadBytes = 1u << 20;
constexpr std::size_t kMostNotesBytes = 65'536;

Failure systemFailure(const char* what, const fs::path& path) {
    const int reason = errno;
    const bool full = reason == ENOSPC || reason == EDQUOT;
    return fail(ErrorKind::Io,
                std::string(what) + " " + path.filename().string() + ": " +
                    std::generic_category().message(reason),
                full ? "DISK_FULL" : "DISK_ERROR");
}

class Descriptor {
public:
    explicit Descriptor(int number)
        : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0)
            ::close(number_);
    }
    int number() const { return number_; }

private:
    int number_;
};

fs::path folderOf(const fs::path& file) {
    return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

Result<void> writeAll(int descriptor, std::span<const std::byte> bytes, const fs::path& path) {
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return systemFailure("cannot write", path);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> renameDurably(const fs::path& from, const fs::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0)
        return systemFailure("cannot rename", from);
    const Descriptor folder(::open(folderOf(to).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.number() < 0 || ::fsync(folder.number()) != 0)
        return systemFailure("cannot flush the folder of", to);
    return {};
}

/// Hashes `bytes` bytes from the beginning. False: they are not all there.
Result<bool> addToHash(int descriptor, std::uint64_t bytes, Sha256& hash, const fs::path& path) {
    std::vector<std::byte> block(kReadBytes);
    for (std::uint64_t at = 0; at < bytes;) {
        const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), bytes - at));
        const auto got = ::pread(descriptor, block.data(), want, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return systemFailure("cannot read", path);
        if (got == 0)
            return false;
        hash.add(std::span(block).first(static_cast<std::size_t>(got)));
        at += static_cast<std::uint64_t>(got);
    }
    return true;
}

struct Notes {
    PartFacts facts{};
    std::uint64_t verified = 0;
};

std::string textOf(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::uint64_t> numberOf(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number_unsigned())
        return {};
    return found->get<std::uint64_t>();
}

/// Nothing when there are none, or when they are damaged.
std::optional<Notes> readNotes(const fs::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    std::string text(kMostNotesBytes, '\0');
    const auto got = file.number() < 0 ? -1 : ::read(file.number(), text.data(), text.size());
    if (got <= 0)
        return {};
    text.resize(static_cast<std::size_t>(got));
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return {};
    return Notes{
        .facts = {.url = textOf(json, "url"),
                  .bytes = numberOf(json, "bytes"),
                  .sha256 = textOf(json, "sha256"),
                  .validator = {.etag = textOf(json, "etag"), .lastModified = textOf(json, "last_modified")}},
        .verified = numberOf(json, "verified").value_or(0)};
}

/// The bytes that the notes speak of are the beginning of what is wanted. From another address only a hash
/// proves that.
bool fits(const PartFacts& there, const PartFacts& wanted) {
    const bool sameSize = !wanted.bytes || there.bytes == wanted.bytes;
    const bool samePlace = there.url == wanted.url || !wanted.sha256.empty();
    return sameSize && samePlace && there.sha256 == wanted.sha256 && !there.validator.empty();
}

} // namespace

fs::path partOf(const fs::path& file) {
    return fs::path(file) += ".part";
}

fs::path notesOf(const fs::path& file) {
    return fs::path(file) += ".part.json";
}

PartFile::PartFile(fs::path file, int descriptor)
    : file_(std::move(file))
    , descriptor_(descriptor) {}

PartFile::PartFile(PartFile&& other) noexcept
    : file_(std::move(other.file_))
    , descriptor_(std::exchange(other.descriptor_, -1))
    , size_(other.size_)
    , noted_(other.noted_)
    , facts_(std::move(other.facts_))
    , hash_(std::move(other.hash_)) {}

PartFile::~PartFile() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

Result<PartFile> PartFile::open(const fs::path& file, const PartFacts& wanted) {
    const fs::path path = partOf(file);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
                                  S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
    if (descriptor < 0)
        return systemFailure("cannot open", path);
    PartFile part(file, descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorKind::Busy, path.filename().string() + " is being downloaded by another program");
    if (const auto taken = part.takeOver(wanted); !taken)
        return Failure(taken.error());
    return part;
}

Result<void> PartFile::takeOver(const PartFacts& wanted) {
    const auto notes = readNotes(notesOf(file_));
    if (!notes || notes->verified == 0 || !fits(notes->facts, wanted))
        return restart({.url = wanted.url, .bytes = wanted.bytes, .sha256 = wanted.sha256});
    const auto whole = addToHash(descriptor_, notes->verified, hash_, partOf(file_));
    if (!whole)
        return Failure(whole.error());
    if (!*whole)
        return restart({.url = wanted.url, .bytes = wanted.bytes, .sha256 = wanted.sha256});
    facts_ = notes->facts;
    facts_.url = wanted.url;
    size_ = noted_ = notes->verified;
    if (::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0 || ::lseek(descriptor_, 0, SEEK_END) < 0)
        return systemFailure("cannot continue", partOf(file_));
    return {};
}

Result<void> PartFile::restart(const PartFacts& facts) {
    facts_ = facts;
    size_ = noted_ = 0;
    hash_ = Sha256();
    std::error_code ignored; // notes that stay speak of bytes that are no longer there
    fs::remove(notesOf(file_), ignored);
    if (::ftruncate(descriptor_, 0) != 0 || ::lseek(descriptor_, 0, SEEK_SET) < 0)
        return systemFailure("cannot empty", partOf(file_));
    return {};
}

Result<void> PartFile::append(std::span<const std::byte> bytes) {
    if (const auto written = writeAll(descriptor_, bytes, partOf(file_)); !written) {
        // Bytes of a write that failed half way are not counted.
        if (::ftruncate(descriptor_, static_cast<off_t>(size_)) == 0)
            ::lseek(descriptor_, 0, SEEK_END);
        return written;
    }
    hash_.add(bytes);
    size_ += bytes.size();
    return size_ - noted_ >= kCheckpointBytes ? checkpoint() : Result<void>();
}

Result<void> PartFile::checkpoint() {
    if (size_ == noted_)
        return {};
    if (::fsync(descriptor_) != 0)
        return systemFailure("cannot flush", partOf(file_));
    if (const auto written = writeNotes(); !written)
        return written;
    noted_ = size_;
    return {};
}

Result<void> PartFile::writeNotes() const {
    Json json{{"url", facts_.url}, {"sha256", facts_.sha256}, {"verified", size_}};
    if (facts_.bytes)
        json["bytes"] = *facts_.bytes;
    if (!facts_.validator.etag.empty())
        json["etag"] = facts_.validator.etag;
    if (!facts_.validator.lastModified.empty())
        json["last_modified"] = facts_.validator.lastModified;
    const std::string text = json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    const fs::path fresh = fs::path(notesOf(file_)) += ".new";
    {
        const Descriptor notes(
            ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
        if (notes.number() < 0)
            return systemFailure("cannot open", fresh);
        if (const auto written = writeAll(notes.number(), std::as_bytes(std::span(text)), fresh); !written)
            return written;
        if (::fsync(notes.number()) != 0)
            return systemFailure("cannot flush", fresh);
    }
    return renameDurably(fresh, notesOf(file_));
}

std::string PartFile::sha256() {
    return toHex(hash_.finish());
}

Result<void> PartFile::finish() {
    if (::fsync(descriptor_) != 0)
        return systemFailure("cannot flush", partOf(file_));
    if (const auto renamed = renameDurably(partOf(file_), file_); !renamed)
        return renamed;
    std::error_code ignored; // notes without a part are ignored
    fs::remove(notesOf(file_), ignored);
    return {};
}

void PartFile::discard() {
    std::error_code ignored;
    fs::remove(notesOf(file_), ignored);
    fs::remove(partOf(file_), ignored);
}

Result<std::string> sha256OfFile(const fs::path& file) {
    const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (opened.number() < 0 || ::fstat(opened.number(), &status) != 0)
        return fail(errno == ENOENT ? ErrorKind::NotFound : ErrorKind::Io,
                    "cannot open " + file.filename().string(), "DISK_ERROR");
    Sha256 hash;
    const auto whole = addToHash(opened.number(), static_cast<std::uint64_t>(status.st_size), hash, file);
    if (!whole)
        return Failure(whole.error());
    return toHex(hash.finish());
}

std::uint64_t freeSpace(const fs::path& file) {
    std::error_code error;
    const auto space = fs::space(folderOf(file), error);
    return error ? 0 : space.available;
}

Result<void> needSpace(const fs::path& file, std::uint64_t bytes) {
    const std::uint64_t free = freeSpace(file);
    if (free >= kSpareBytes && free - kSpareBytes >= bytes)
        return {};
    const std::uint64_t missing = bytes + kSpareBytes - free;
    return fail(ErrorKind::Io,
                "the disk is full: " + std::to_string((missing >> 20) + 1) + " MiB more are needed for " +
                    file.filename().string(),
                "DISK_FULL");
}

} // namespace aviary::download

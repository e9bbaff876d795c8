// A file that is not complete yet: `NAME.part`, and beside it `NAME.part.json` with what is known about it.
#pragma once

#include "app/download/transfer_rules.h"
#include "engine/base/sha256.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace aviary::download {

/// What has to be the same for a part to be continued.
struct PartFacts {
    std::string url{};
    std::optional<std::uint64_t> bytes{}; ///< of the whole file
    std::string sha256{};
    Validator validator{};
};

/// Holds the part locked while it lives. Bytes are hashed as they are appended; what was on the disk before
/// is read once when it is opened. After a kill at any instant at most kCheckpointBytes are lost.
class PartFile {
public:
    static constexpr std::uint64_t kCheckpointBytes = 3u << 20;

    /// Goes on with what is there, as far as it was checked by its notes; `facts.validator` of what is asked
    /// for is ignored. Errors: Io; Busy when another process has it.
    static Result<PartFile> open(const std::filesystem::path& file, const PartFacts& wanted);
    PartFile(PartFile&& other) noexcept;
    PartFile& operator=(PartFile&&) = delete;
    ~PartFile();

    std::uint64_t size() const { return size_; }
    const PartFacts& facts() const { return facts_; }

    /// Empties it for a body that begins at zero.
    Result<void> restart(const PartFacts& facts);
    /// Errors: Io DISK_FULL, DISK_ERROR. What was appended before stays.
    Result<void> append(std::span<const std::byte> bytes);
    /// What was appended is on the disk and in the notes.
    Result<void> checkpoint();

    /// Of all bytes; once, before finish() or discard().
    std::string sha256();
    /// Gives the file its final name. Errors: Io.
    Result<void> finish();
    /// Removes the part and its notes.
    void discard();

private:
    PartFile(std::filesystem::path file, int descriptor);
    Result<void> takeOver(const PartFacts& wanted);
    Result<void> writeNotes() const;

    std::filesystem::path file_;
    int descriptor_;
    std::uint64_t size_ = 0, noted_ = 0;
    PartFacts facts_;
    Sha256 hash_;
};

/// The names of the part of `file` and of its notes.
std::filesystem::path partOf(const std::filesystem::path& file);
std::filesystem::path notesOf(const std::filesystem::path& file);

/// SHA-256 of a whole file. Errors: NotFound, Io.
Result<std::string> sha256OfFile(const std::filesystem::path& file);

/// Fails when fewer than `bytes`, and a little to spare, are free in the folder of `file`; says how much is
/// missing. Error: Io DISK_FULL.
Result<void> needSpace(const std::filesystem::path& file, std::uint64_t bytes);
/// Free bytes in the folder of `file`; 0 when the system does not tell.
std::uint64_t freeSpace(const std::filesystem::path& file);

} // namespace aviary::download

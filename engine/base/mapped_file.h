// Read-only memory map of one file.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace aviary {

/// A whole file as bytes. If the file shrinks or its device fails while mapped, reading a lost page does not
/// end the program: the page turns to zeros and intact() to false, for whoever uses the bytes to check.
/// Movable, not copyable. Safe to share between threads.
class MappedFile {
public:
    /// Errors: NotFound, Io (no permission, not a regular file).
    static Result<MappedFile> open(const std::filesystem::path& path);

    MappedFile(MappedFile&&) noexcept;
    MappedFile& operator=(MappedFile&&) noexcept;
    ~MappedFile();

    std::span<const std::byte> bytes() const;
    /// False once a page could not be read or the file is shorter than it was.
    bool intact() const;

private:
    struct Mapping;
    explicit MappedFile(std::unique_ptr<Mapping> mapping);
    std::unique_ptr<Mapping> mapping_;
};

} // namespace aviary

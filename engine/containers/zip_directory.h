// The directory of a zip archive whose entries are stored uncompressed.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace aviary::engine {

struct ZipEntry {
    std::string name;
    std::uint64_t offset; ///< of its bytes in the file
    std::uint64_t size;
    std::uint32_t crc; ///< CRC-32 of its bytes, as the archive says
};

/// Every entry, its range checked against the file and its local header against the directory. zip64 is
/// understood. Errors: Truncated (no end record), Corrupt, OutOfRange, UnsupportedCompression (deflated,
/// encrypted), UnsupportedFormat (split), DuplicateName, Overlap, LimitExceeded.
Result<std::vector<ZipEntry>> readZipDirectory(std::span<const std::byte> file);

std::uint32_t crc32(std::span<const std::byte> bytes);

} // namespace aviary::engine

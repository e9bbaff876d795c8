#include "engine/containers/zip_directory.h"

#include "engine/base/byte_reader.h"
#include "engine/containers/index.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace aviary::engine {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEndRecord = 0x06054b50;
constexpr std::uint32_t kZip64Locator = 0x07064b50;
constexpr std::uint32_t kZip64EndRecord = 0x06064b50;
constexpr std::uint32_t kSaturated = 0xffffffff;
constexpr std::size_t kEndRecordSize = 22;
constexpr std::size_t kLocatorSize = 20;
constexpr std::size_t kLocalHeaderSize = 30;
constexpr std::size_t kCentralHeaderSize = 46;
constexpr std::uint16_t kEncrypted = 1 | 1 << 6 | 1 << 13; // plain, strong, hidden headers
constexpr std::uint16_t kHasDescriptor = 8;

struct End {
    std::uint64_t entries, directorySize, directoryOffset;
    std::uint64_t position; // where the directory has to end
    std::uint32_t disks;    // 0 unless the archive is split
};

/// The zip64 record that a locator before the end record at `at` points to; nothing without a locator.
Result<std::optional<End>> findZip64End(std::span<const std::byte> file, std::size_t at) {
    if (at < kLocatorSize)
        return std::nullopt;
    ByteReader locator(file.subspan(at - kLocatorSize));
    if (locator.u32() != kZip64Locator)
        return std::nullopt;
    const std::uint32_t recordDisk = locator.u32();
    const std::uint64_t position = locator.u64();
    if (position > at - kLocatorSize)
        return refuse(Fault::OutOfRange, "the archive's zip64 record lies outside the file");
    ByteReader record(file.subspan(static_cast<std::size_t>(position)));
    if (record.u32() != kZip64EndRecord)
        return refuse(Fault::Corrupt, "the archive's zip64 record is damaged");
    record.skip(8 + 2 + 2); // size, versions
    const std::uint32_t disks = recordDisk | record.u32() | record.u32();
    record.skip(8); // entries on this disk
    const auto entries = record.u64();
    const auto directorySize = record.u64();
    const End end{entries, directorySize, record.u64(), position, disks};
    if (!record.ok())
        return refuse(Fault::Truncated, "the archive's zip64 record is cut short");
    return end;
}

/// The end record is the last thing in the file but for a comment of at most 65,535 bytes.
Result<End> findEnd(std::span<const std::byte> file) {
    const std::size_t furthest = std::min<std::size_t>(file.size(), kEndRecordSize + 65'535);
    for (std::size_t back = kEndRecordSize; back <= furthest; ++back) {
        const std::size_t at = file.size() - back;
        ByteReader in(file.subspan(at));
        if (in.u32() != kEndRecord)
            continue;
        const std::uint32_t disks = in.u16() | in.u16();
        in.skip(2); // entries on this disk
        const auto entries = in.u16();
        const auto directorySize = in.u32();
        const End end{entries, directorySize, in.u32(), at, disks};
        if (in.u16() != back - kEndRecordSize)
            continue; // not the comment's length: this was no end record
        const auto wide = findZip64End(file, at);
        if (!wide)
            return Failure(wide.error());
        if (!*wide)
            return end;
        const auto agrees = [](std::uint64_t narrow, std::uint64_t value, std::uint64_t saturated) {
            return narrow == value || narrow == saturated;
        };
        if (!agrees(end.entries, (*wide)->entries, 0xffff) ||
            !agrees(end.directorySize, (*wide)->directorySize, kSaturated) ||
            !agrees(end.directoryOffset, (*wide)->directoryOffset, kSaturated))
            return refuse(Fault::Corrupt, "the archive's two end records contradict each other");
        return **wide;
    }
    return refuse(Fault::Truncated,
                  "the file is incomplete: the end of the archive is missing; download it again");
}

struct Central {
    ZipEntry entry;
    std::uint16_t flags;
    std::uint16_t disk;
    std::uint64_t compressed, headerOffset;
};

/// Sizes and offset that did not fit into 32 bits stand in the extra field of kind 1, in this order, only
/// those needed.
bool readZip64(std::span<const std::byte> extra, Central& c) {
    ByteReader in(extra);
    while (in.remaining() >= 4) {
        const auto kind = in.u16();
        const auto field = in.bytes(in.u16());
        if (!in.ok())
            return false;
        if (kind != 1)
            continue;
        ByteReader values(field);
        if (c.entry.size == kSaturated)
            c.entry.size = values.u64();
        if (c.compressed == kSaturated)
            c.compressed = values.u64();
        if (c.headerOffset == kSaturated)
            c.headerOffset = values.u64();
        return values.ok();
    }
    return c.entry.size != kSaturated && c.compressed != kSaturated && c.headerOffset != kSaturated;
}

struct Placed {
    std::uint64_t headerOffset;
    ZipEntry entry;
};

/// Errors: Overlap.
Result<void> checkApart(const std::vector<Placed>& entries) {
    std::vector<const Placed*> order;
    for (const Placed& placed : entries)
        order.push_back(&placed);
    std::ranges::sort(order, {}, &Placed::headerOffset);
    std::uint64_t end = 0;
    for (const Placed* placed : order) {
        if (placed->headerOffset < end)
            return refuse(Fault::Overlap,
                          "the archive's entry " + printable(placed->entry.name) + " lies inside another");
        end = placed->entry.offset + placed->entry.size;
    }
    return {};
}

/// Finds the entry's bytes behind its local header, which has to tell the same story.
Result<Placed> locate(std::span<const std::byte> file, Central c) {
    const std::string shown = printable(c.entry.name);
    if (c.headerOffset > file.size() || file.size() - c.headerOffset < kLocalHeaderSize)
        return refuse(Fault::OutOfRange, "the archive's entry " + shown + " lies outside the file");
    ByteReader in(file.subspan(static_cast<std::size_t>(c.headerOffset)));
    const auto magic = in.u32();
    in.skip(2);
    const auto flags = in.u16();
    const auto method = in.u16();
    in.skip(2 + 2);
    const auto crc = in.u32();
    const std::uint64_t compressed = in.u32();
    const std::uint64_t size = in.u32();
    const auto nameLength = in.u16();
    const auto extraLength = in.u16();
    const auto name = in.text(nameLength);
    Central local{{std::string(name), 0, size, crc}, flags, 0, compressed, 0};
    const auto extra = in.bytes(extraLength);
    if (magic != kLocalHeader || !in.ok() || name != c.entry.name || !readZip64(extra, local))
        return refuse(Fault::Corrupt, "the archive's entry " + shown + " is not where the directory says");
    if (method != 0 || (flags & kEncrypted) != 0)
        return refuse(Fault::UnsupportedCompression,
                      "the archive's entry " + shown + " is compressed or encrypted");
    const bool later = (flags & kHasDescriptor) != 0; // zeros here, the truth behind the data
    const auto agrees = [&](std::uint64_t here, std::uint64_t central) {
        return here == central || (later && here == 0);
    };
    if (!agrees(local.entry.size, c.entry.size) || !agrees(local.compressed, c.entry.size) ||
        !agrees(crc, c.entry.crc))
        return refuse(Fault::Corrupt, "the archive's entry " + shown + " has two different sizes");
    if (c.entry.size > in.remaining())
        return refuse(Fault::OutOfRange,
                      "the archive's entry " + shown + " reaches past the end of the file");
    c.entry.offset = c.headerOffset + in.position();
    return Placed{c.headerOffset, std::move(c.entry)};
}

} // namespace

Result<std::vector<ZipEntry>> readZipDirectory(std::span<const std::byte> file) {
    const auto end = findEnd(file);
    if (!end)
        return Failure(end.error());
    if (end->disks != 0)
        return refuse(Fault::UnsupportedFormat, "this is one part of an archive split over several files");
    if (end->directoryOffset > end->position || end->directorySize != end->position - end->directoryOffset)
        return refuse(Fault::OutOfRange, "the archive's directory is not where its end record says");
    if (end->entries > FileLimits::kZipEntries)
        return refuse(Fault::LimitExceeded,
                      "the archive claims " + std::to_string(end->entries) + " entries");
    if (end->entries > end->directorySize / kCentralHeaderSize)
        return refuse(Fault::Corrupt, "the archive claims more entries than its directory can hold");
    ByteReader in(file.subspan(static_cast<std::size_t>(end->directoryOffset),
                               static_cast<std::size_t>(end->directorySize)));
    // Entries lie before the directory.
    const auto body = file.first(static_cast<std::size_t>(end->directoryOffset));
    std::vector<Placed> placed;
    std::unordered_set<std::string_view> names;
    for (std::uint64_t i = 0; i < end->entries; ++i) {
        const auto magic = in.u32();
        in.skip(2 + 2); // versions
        Central c{};
        c.flags = in.u16();
        const auto method = in.u16();
        in.skip(2 + 2); // time, date
        c.entry.crc = in.u32();
        c.compressed = in.u32();
        c.entry.size = in.u32();
        const auto nameLength = in.u16();
        const auto extraLength = in.u16();
        const auto commentLength = in.u16();
        c.disk = in.u16();
        in.skip(2 + 4); // attributes
        c.headerOffset = in.u32();
        const auto name = in.text(nameLength);
        c.entry.name = name;
        const auto extra = in.bytes(extraLength);
        in.skip(commentLength);
        if (magic != kCentralHeader || !in.ok() || c.disk != 0 || !readZip64(extra, c))
            return refuse(Fault::Corrupt, "the archive's directory is damaged at entry " + std::to_string(i));
        if (auto named = checkName(c.entry.name); !named)
            return Failure(named.error());
        if (method != 0 || c.compressed != c.entry.size || (c.flags & kEncrypted) != 0)
            return refuse(Fault::UnsupportedCompression,
                          "the archive's entry " + printable(c.entry.name) +
                              " is compressed or encrypted, so it cannot be mapped; save the model again "
                              "with a current PyTorch");
        if (!names.insert(name).second)
            return refuse(Fault::DuplicateName,
                          "the archive has two entries called " + printable(c.entry.name));
        auto entry = locate(body, std::move(c));
        if (!entry)
            return Failure(entry.error());
        placed.push_back(std::move(*entry));
    }
    if (in.remaining() != 0)
        return refuse(Fault::Corrupt, "the archive's directory goes on after its last entry");
    if (auto apart = checkApart(placed); !apart)
        return Failure(apart.error());
    std::vector<ZipEntry> entries;
    for (Placed& one : placed)
        entries.push_back(std::move(one.entry));
    return entries;
}

std::uint32_t crc32(std::span<const std::byte> bytes) {
    static const auto kTable = [] {
        std::array<std::uint32_t, 256> table{};
        for (std::uint32_t n = 0; n < table.size(); ++n) {
            std::uint32_t c = n;
            for (int bit = 0; bit < 8; ++bit)
                c = (c & 1) != 0 ? 0xedb88320U ^ (c >> 1) : c >> 1;
            table[n] = c;
        }
        return table;
    }();
    std::uint32_t crc = ~0U;
    for (const std::byte b : bytes)
        crc = kTable[(crc ^ std::to_integer<std::uint32_t>(b)) & 0xff] ^ (crc >> 8);
    return ~crc;
}

} // namespace aviary::engine

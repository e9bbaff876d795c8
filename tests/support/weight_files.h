// Writes sound and faulty weight files: safetensors, zip archives and PyTorch checkpoints.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aviary::test {

/// Bytes are strings here; numbers are little-endian.
std::string u16(std::uint64_t value);
std::string u32(std::uint64_t value);
std::string u64(std::uint64_t value);

/// Header length, header, data. `claimed` replaces the true length.
std::string safetensors(const std::string& header, const std::string& data,
                        std::optional<std::uint64_t> claimed = {});
/// One entry of a safetensors header, without comma.
std::string headerEntry(const std::string& name, const std::string& dtype, const std::string& shape,
                        std::uint64_t begin, std::uint64_t end);

/// One entry of a zip archive. Values that are set contradict the truth.
struct ZipItem {
    std::string name, data;
    std::uint16_t method = 0;
    std::uint16_t flags = 0;
    bool descriptor = false; ///< as PyTorch writes: zeros in the local header
    std::optional<std::string> localName{};
    std::optional<std::uint32_t> localSize{}, crc{};
    std::optional<std::uint64_t> size{}, headerOffset{}; ///< in the directory
};

struct ZipShape {
    bool zip64 = false;
    std::string comment{};
    std::string gap{}; ///< between the directory and the end record
    std::optional<std::uint64_t> entries{}, directoryOffset{};
    std::uint16_t disk = 0;
};

std::string zip(const std::vector<ZipItem>& items, const ZipShape& shape = {});

/// Opcodes of a pickle, one after the other.
class PickleWriter {
public:
    PickleWriter& op(const std::string& bytes);
    PickleWriter& text(const std::string& text);
    PickleWriter& number(std::int64_t value);
    PickleWriter& global(const std::string& module, const std::string& name);
    PickleWriter& tuple(const std::vector<std::int64_t>& numbers);

    const std::string& bytes() const { return bytes_; }
    std::size_t opcodes() const { return opcodes_; }

private:
    std::string bytes_;
    std::size_t opcodes_ = 0;
};

/// A tensor of a checkpoint, as a view of a storage.
struct PthTensor {
    std::string name;
    std::string key = "0";
    std::vector<std::int64_t> shape{2, 2}, strides{2, 1};
    std::int64_t elements = 4;
    std::int64_t offset = 0;
    std::string storage = "HalfStorage";
    bool parameter = false;
};

/// Opcodes that leave one tensor on the stack.
void writeTensor(PickleWriter& out, const PthTensor& tensor);
/// A dictionary of the tensors. `extra` are opcodes that leave further keys and values.
std::string checkpointPickle(const std::vector<PthTensor>& tensors, const std::string& extra = {});
/// An archive "m" with that pickle and one storage record "0" of 8 bytes.
std::vector<ZipItem> checkpointItems(const std::string& pickle);
std::string checkpoint(const std::string& pickle);

} // namespace aviary::test

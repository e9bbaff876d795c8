#include "tests/support/weight_files.h"

#include "engine/containers/zip_directory.h"

#include <span>

namespace aviary::test {
namespace {

std::string little(std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> (8 * i));
    return out;
}

std::uint32_t crcOf(const std::string& data) {
    return engine::crc32(std::as_bytes(std::span(data)));
}

} // namespace

std::string u16(std::uint64_t value) {
    return little(value, 2);
}
std::string u32(std::uint64_t value) {
    return little(value, 4);
}
std::string u64(std::uint64_t value) {
    return little(value, 8);
}

std::string safetensors(const std::string& header, const std::string& data,
                        std::optional<std::uint64_t> claimed) {
    return u64(claimed.value_or(header.size())) + header + data;
}

std::string headerEntry(const std::string& name, const std::string& dtype, const std::string& shape,
                        std::uint64_t begin, std::uint64_t end) {
    return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" +
           std::to_string(begin) + "," + std::to_string(end) + "]}";
}

std::string zip(const std::vector<ZipItem>& items, const ZipShape& shape) {
    std::string out, directory;
    for (const ZipItem& item : items) {
        const std::uint64_t offset = item.headerOffset.value_or(out.size());
        const std::uint64_t size = item.size.value_or(item.data.size());
        const std::uint32_t crc = item.crc.value_or(crcOf(item.data));
        const std::uint16_t flags = item.flags | (item.descriptor ? 8 : 0);
        const std::string localName = item.localName.value_or(item.name);
        const std::uint64_t localSize = item.localSize.value_or(item.descriptor ? 0 : item.data.size());
        out += "PK\x03\x04" + u16(20) + u16(flags) + u16(item.method) + u32(0) +
               u32(item.descriptor ? 0 : crc) + u32(localSize) + u32(localSize) + u16(localName.size()) +
               u16(0) + localName + item.data;
        if (item.descriptor)
            out += "PK\x07\x08" + u32(crc) + u32(item.data.size()) + u32(item.data.size());

        const std::string extra = shape.zip64 ? u16(1) + u16(24) + u64(size) + u64(size) + u64(offset) : "";
        const auto narrow = [&](std::uint64_t value) { return u32(shape.zip64 ? 0xffffffff : value); };
        directory += "PK\x01\x02" + u16(20) + u16(20) + u16(flags) + u16(item.method) + u32(0) + u32(crc) +
                     narrow(size) + narrow(size) + u16(item.name.size()) + u16(extra.size()) + u16(0) +
                     u16(0) + u16(0) + u32(0) + narrow(offset) + item.name + extra;
    }
    const std::uint64_t at = shape.directoryOffset.value_or(out.size());
    const std::uint64_t entries = shape.entries.value_or(items.size());
    out += directory;
    if (shape.zip64) {
        const std::uint64_t record = out.size();
        out += "PK\x06\x06" + u64(44) + u16(45) + u16(45) + u32(shape.disk) + u32(0) + u64(entries) +
               u64(entries) + u64(directory.size()) + u64(at);
        out += "PK\x06\x07" + u32(0) + u64(record) + u32(1);
    }
    return out + shape.gap + "PK\x05\x06" + u16(shape.disk) + u16(0) +
           (shape.zip64 ? u16(0xffff) + u16(0xffff) : u16(entries) + u16(entries)) +
           (shape.zip64 ? u32(0xffffffff) + u32(0xffffffff) : u32(directory.size()) + u32(at)) +
           u16(shape.comment.size()) + shape.comment;
}

PickleWriter& PickleWriter::op(const std::string& bytes) {
    bytes_ += bytes;
    ++opcodes_;
    return *this;
}

PickleWriter& PickleWriter::text(const std::string& text) {
    return op("X" + u32(text.size()) + text);
}

PickleWriter& PickleWriter::number(std::int64_t value) {
    return op("\x8a\x08" + u64(static_cast<std::uint64_t>(value)));
}

PickleWriter& PickleWriter::global(const std::string& module, const std::string& name) {
    return op("c" + module + "\n" + name + "\n");
}

PickleWriter& PickleWriter::tuple(const std::vector<std::int64_t>& numbers) {
    op("(");
    for (const auto n : numbers)
        number(n);
    return op("t");
}

void writeTensor(PickleWriter& out, const PthTensor& t) {
    if (t.parameter)
        out.global("torch._utils", "_rebuild_parameter").op("(");
    out.global("torch._utils", "_rebuild_tensor_v2").op("(");
    out.op("(").text("storage").global("torch", t.storage).text(t.key).text("cpu").number(t.elements);
    out.op("t").op("Q").number(t.offset).tuple(t.shape).tuple(t.strides).op("\x89");
    out.global("collections", "OrderedDict").op(")").op("R").op("t").op("R");
    if (t.parameter)
        out.op("\x88").global("collections", "OrderedDict").op(")").op("R").op("t").op("R");
}

std::string checkpointPickle(const std::vector<PthTensor>& tensors, const std::string& extra) {
    PickleWriter out;
    out.op("\x80\x02").op("}").op("(");
    for (const PthTensor& t : tensors) {
        out.text(t.name);
        writeTensor(out, t);
    }
    return out.bytes() + extra + "u.";
}

std::vector<ZipItem> checkpointItems(const std::string& pickle) {
    return {{.name = "m/data.pkl", .data = pickle, .descriptor = true},
            {.name = "m/byteorder", .data = "little", .descriptor = true},
            {.name = "m/data/0", .data = "\x01\x3c\x02\x3c\x03\x3c\x04\x3c", .descriptor = true},
            {.name = "m/version", .data = "3\n", .descriptor = true}};
}

std::string checkpoint(const std::string& pickle) {
    return zip(checkpointItems(pickle));
}

} // namespace aviary::test

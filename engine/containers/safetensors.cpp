#include "engine/containers/safetensors.h"

#include "engine/base/byte_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace aviary::engine {
namespace {

using Json = nlohmann::json;

struct Entry {
    std::string name{};
    std::string dtype{};
    Shape shape{};
    std::vector<std::uint64_t> offsets{};
    bool hasShape = false;
};

/// Reads the header as it is parsed, so that a repeated key is seen and nothing is built that the format does
/// not have:
/// {"__metadata__": {text: text}, name: {"dtype": text, "shape": [n], "data_offsets": [begin, end]}}
class HeaderReader final : public nlohmann::json_sax<Json> {
public:
    std::vector<Entry> entries;
    std::vector<std::pair<std::string, std::string>> metadata;
    std::optional<Error> fault;

    bool start_object(std::size_t) override {
        if (array_ || depth_ >= 2)
            return wrong();
        if (depth_ == 1 && !inMetadata())
            entries.push_back({.name = names_[0]});
        keys_[depth_].clear();
        ++depth_;
        return true;
    }
    bool end_object() override {
        --depth_;
        return true;
    }
    bool key(string_t& text) override {
        if (text.size() > FileLimits::kString)
            return stop(Fault::LimitExceeded, "a key in the header is too long");
        if (!keys_[depth_ - 1].insert(text).second)
            return stop(Fault::DuplicateName, "the header names " + printable(text) + " twice");
        if (keys_[depth_ - 1].size() > FileLimits::kTensors + 1) // one more for __metadata__
            return stop(Fault::LimitExceeded,
                        "the header names more than " + std::to_string(FileLimits::kTensors) + " tensors");
        names_[depth_ - 1] = text;
        return true;
    }
    bool start_array(std::size_t) override {
        if (array_ || depth_ != 2 || inMetadata())
            return wrong();
        array_ = true;
        if (names_[1] == "shape")
            entries.back().hasShape = true;
        return true;
    }
    bool end_array() override {
        array_ = false;
        return true;
    }
    bool string(string_t& text) override {
        if (array_ || depth_ != 2)
            return wrong();
        if (text.size() > FileLimits::kString)
            return stop(Fault::LimitExceeded, "a text in the header is too long");
        if (inMetadata())
            metadata.emplace_back(names_[1], text);
        else if (names_[1] == "dtype")
            entries.back().dtype = text;
        return true;
    }
    bool number_unsigned(number_unsigned_t value) override {
        if (!array_)
            return wrong();
        Entry& entry = entries.back();
        if (names_[1] == "shape") {
            if (value > static_cast<std::uint64_t>(FileLimits::kElements))
                return stop(Fault::LimitExceeded,
                            "tensor " + printable(entry.name) + " is larger than any model");
            if (entry.shape.size() > FileLimits::kDimensions)
                return wrong();
            entry.shape.push_back(static_cast<std::int64_t>(value));
        } else if (names_[1] == "data_offsets") {
            if (entry.offsets.size() >= 2)
                return wrong();
            entry.offsets.push_back(value);
        }
        return true;
    }
    bool number_integer(number_integer_t) override { return wrong(); } // only negative ones arrive here
    bool number_float(number_float_t, const string_t&) override { return wrong(); }
    bool null() override { return wrong(); }
    bool boolean(bool) override { return wrong(); }
    bool binary(binary_t&) override { return wrong(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        return stop(Fault::Corrupt, "the safetensors header is no JSON at byte " + std::to_string(position));
    }

private:
    bool inMetadata() const { return names_[0] == "__metadata__"; }
    bool wrong() {
        return stop(Fault::Corrupt,
                    "the safetensors header is not built as the format says, near " + printable(names_[0]));
    }
    bool stop(Fault what, std::string message) {
        if (!fault)
            fault = refuse(what, std::move(message)).value();
        return false;
    }

    std::size_t depth_ = 0;
    bool array_ = false;
    std::array<std::string, 2> names_;
    std::array<std::unordered_set<std::string>, 2> keys_;
};

std::optional<DType> weightType(std::string_view name) {
    if (name == "F32")
        return DType::F32;
    if (name == "F16")
        return DType::F16;
    if (name == "BF16")
        return DType::BF16;
    return {};
}

/// Types that only carry bookkeeping beside weights; bytes of one element.
std::optional<std::uint64_t> skippedType(std::string_view name) {
    if (name == "I64" || name == "U64")
        return 8;
    if (name == "I32" || name == "U32")
        return 4;
    if (name == "U8" || name == "I8" || name == "BOOL")
        return 1;
    return {};
}

Result<void> addTensor(IndexedFile& file, const Entry& entry, std::uint64_t dataStart) {
    const std::uint64_t size = entry.offsets[1] - entry.offsets[0];
    if (const auto bytes = skippedType(entry.dtype)) {
        std::uint64_t need = *bytes;
        for (const auto n : entry.shape)
            if (__builtin_mul_overflow(need, static_cast<std::uint64_t>(n), &need))
                return refuse(Fault::LimitExceeded,
                              "tensor " + printable(entry.name) + " is larger than any model");
        if (need != size)
            return refuse(Fault::BadShape, "tensor " + printable(entry.name) + " does not fill its range");
        return {};
    }
    const auto dtype = weightType(entry.dtype);
    if (!dtype)
        return refuse(Fault::UnsupportedDtype, "tensor " + printable(entry.name) + " has type " +
                                                   printable(entry.dtype) +
                                                   ", which this version cannot read");
    const auto need = checkedBytes(entry.name, entry.shape, *dtype);
    if (!need)
        return Failure(need.error());
    if (*need != size)
        return refuse(Fault::BadShape, "tensor " + printable(entry.name) + " of shape " +
                                           shapeText(entry.shape) + " needs " + std::to_string(*need) +
                                           " bytes and has " + std::to_string(size));
    return file.add(entry.name, *dtype, entry.shape, dataStart + entry.offsets[0]);
}

// The community's `.st` convention (web-rwkv, Ai00): some names of RWKV-5 and 6 are different, and the
// tensors below are stored with their last two axes exchanged.
constexpr std::array<std::string_view, 13> kExchanged{".att.time_maa_w1",
                                                      ".att.time_maa_w2",
                                                      ".att.time_decay_w1",
                                                      ".att.time_decay_w2",
                                                      ".att.w1",
                                                      ".att.w2",
                                                      ".att.a1",
                                                      ".att.a2",
                                                      ".att.v1",
                                                      ".att.v2",
                                                      ".att.g1",
                                                      ".att.g2",
                                                      ".att.time_state"};

/// Gives RWKV-6 tensors their canonical names. True if the file has the convention's names.
bool undoRenaming(std::vector<Entry>& entries) {
    if (std::ranges::none_of(entries, [](const Entry& e) { return e.name == "blocks.0.att.time_mix_w1"; }))
        return false;
    for (Entry& entry : entries)
        for (const auto& [theirs, ours] :
             {std::pair(".time_mix_", ".time_maa_"), std::pair(".time_first", ".time_faaaa")})
            if (const auto at = entry.name.find(theirs); at != std::string::npos)
                entry.name.replace(at, std::string_view(theirs).size(), ours);
    return true;
}

/// Whether w1 is [rank, C] instead of [C, rank].
Result<bool> lowRankIsExchanged(const IndexedFile& file) {
    const auto w1 = file.find("blocks.0.att.w1");
    const auto embedding = file.find("emb.weight");
    if (!w1 || !embedding || w1->shape.size() != 2 || embedding->shape.size() != 2)
        return false;
    const std::int64_t width = embedding->shape[1];
    if (w1->shape[0] == width && w1->shape[1] == width)
        return refuse(Fault::BadShape, "tensor blocks.0.att.w1 is square, so its orientation cannot be told");
    return w1->shape[1] == width;
}

/// A state alone, as Ai00 keeps it: [head, key, value].
bool isStateAlone(const IndexedFile& file) {
    return std::ranges::all_of(file.tensors(), [](const TensorInfo& t) {
        return t.dtype == DType::F16 && t.name.ends_with(".att.time_state");
    });
}

void exchangeBack(IndexedFile& file) {
    std::vector<std::string> names;
    for (const TensorInfo& info : file.tensors())
        if (std::ranges::any_of(kExchanged, [&](std::string_view end) { return info.name.ends_with(end); }))
            names.push_back(info.name);
    for (const std::string& name : names)
        file.swapAxes(name);
}

} // namespace

bool looksLikeSafetensors(std::span<const std::byte> bytes) {
    // In a text with a brace at this place the length's upper byte is a letter.
    return bytes.size() > 8 && bytes[8] == std::byte{'{'} && bytes[7] < std::byte{0x20};
}

Result<std::unique_ptr<IndexedFile>> openSafetensors(MappedFile mapped) {
    auto file = std::make_unique<IndexedFile>(std::move(mapped), "safetensors");
    ByteReader in(file->bytes());
    const std::uint64_t headerSize = in.u64();
    if (headerSize > FileLimits::kSafetensorsHeader)
        return refuse(Fault::LimitExceeded,
                      "the safetensors header claims " + std::to_string(headerSize) + " bytes; at most " +
                          std::to_string(FileLimits::kSafetensorsHeader) + " are accepted");
    const auto header = in.text(headerSize);
    if (!in.ok())
        return refuse(Fault::Truncated, "the file is incomplete: it ends inside its header of " +
                                            std::to_string(headerSize) + " bytes");
    HeaderReader reader;
    if (!Json::sax_parse(header, &reader)) {
        if (reader.fault)
            return Failure(*reader.fault);
        return refuse(Fault::Corrupt, "the safetensors header cannot be read");
    }
    const std::uint64_t dataStart = in.position();
    const std::uint64_t dataSize = in.remaining();
    for (const Entry& entry : reader.entries) {
        if (entry.dtype.empty() || !entry.hasShape || entry.offsets.size() != 2)
            return refuse(Fault::Corrupt,
                          "the header's entry for " + printable(entry.name) + " is incomplete");
        if (entry.offsets[0] > entry.offsets[1])
            return refuse(Fault::OutOfRange, "tensor " + printable(entry.name) + " ends before it begins");
    }
    std::ranges::sort(reader.entries, {}, [](const Entry& e) { return e.offsets; });
    const bool renamed = undoRenaming(reader.entries);
    std::uint64_t end = 0;
    for (const Entry& entry : reader.entries) {
        if (entry.offsets[0] < end)
            return refuse(Fault::Overlap, "tensor " + printable(entry.name) + " overlaps another");
        if (entry.offsets[0] > end)
            return entry.offsets[0] > dataSize
                       ? refuse(Fault::OutOfRange,
                                "tensor " + printable(entry.name) + " lies outside the file")
                       : refuse(Fault::Corrupt, "there is a hole before tensor " + printable(entry.name));
        end = entry.offsets[1];
        if (end > dataSize)
            return refuse(Fault::Truncated, "the file is incomplete: tensor " + printable(entry.name) +
                                                " needs " + std::to_string(end) +
                                                " bytes of data, there are " + std::to_string(dataSize) +
                                                "; download it again");
        if (auto added = addTensor(*file, entry, dataStart); !added)
            return Failure(added.error());
    }
    if (end != dataSize)
        return refuse(Fault::Corrupt, "the file has " + std::to_string(dataSize - end) + " bytes too many");
    for (auto& [key, value] : reader.metadata)
        file->addMetadata(std::move(key), std::move(value));
    if (file->tensors().empty())
        return refuse(Fault::MissingTensor, "the file holds no tensors");
    const auto exchanged = lowRankIsExchanged(*file);
    if (!exchanged)
        return Failure(exchanged.error());
    if (renamed || *exchanged || isStateAlone(*file))
        exchangeBack(*file);
    return file;
}

} // namespace aviary::engine

#include "engine/snapshot.h"

#include "engine/base/byte_reader.h"
#include "engine/base/sha256.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace aviary::engine {
namespace {

using Json = nlohmann::json;

// magic, u32 version, u32 header length, header (JSON), u64 float count, floats, SHA-256 of everything before
// it
constexpr std::string_view kMagic = "AVSTATE1";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kDigestBytes = sizeof(Digest);

void append(std::vector<std::byte>& out, std::span<const std::byte> bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

template <class T> void append(std::vector<std::byte>& out, T number) {
    append(out, std::as_bytes(std::span(&number, 1)));
}

Json toJson(const StateLayout& layout) {
    Json fields = Json::array();
    for (const StateField& f : layout.fields())
        fields.push_back(
            {{"name", f.name}, {"shape", f.shape}, {"initial", f.initial}, {"swapped", f.swapped}});
    return fields;
}

/// Errors: Corrupt, when shapes are no shapes.
Result<std::shared_ptr<const StateLayout>> layoutFromJson(const Json& json) {
    std::vector<StateField> fields;
    std::int64_t total = 0;
    for (const Json& f : json) {
        StateField field{f.at("name"), f.at("shape"), f.at("initial"), f.at("swapped")};
        std::int64_t elements = 1;
        for (const auto n : field.shape)
            if (n < 1 || n > FileLimits::kDimension || __builtin_mul_overflow(elements, n, &elements))
                return refuse(Fault::BadShape,
                              "the state's field " + printable(field.name) + " has an impossible shape");
        if (field.shape.size() > FileLimits::kDimensions || (field.swapped && field.shape.size() < 2) ||
            __builtin_add_overflow(total, elements, &total) || total >= FileLimits::kElements)
            return refuse(Fault::BadShape,
                          "the state's field " + printable(field.name) + " has an impossible shape");
        fields.push_back(std::move(field));
    }
    return std::make_shared<const StateLayout>(std::move(fields));
}

struct Parts {
    SnapshotHeader header;
    std::span<const std::byte> values;
};

Result<Parts> parse(std::span<const std::byte> bytes) try {
    ByteReader in(bytes);
    if (in.text(kMagic.size()) != kMagic)
        return refuse(bytes.size() < kMagic.size() ? Fault::Truncated : Fault::NotAModel,
                      "this is no Aviary state file");
    const auto version = in.u32();
    if (in.ok() && version != kVersion)
        return refuse(Fault::UnsupportedVersion,
                      "the state file has format version " + std::to_string(version) +
                          ", this program reads version " + std::to_string(kVersion));
    const auto headerText = in.text(in.u32());
    const auto count = in.u64();
    if (!in.ok() || count > in.remaining() / sizeof(float))
        return refuse(Fault::Truncated, "the state file ends too early");
    const auto values = in.bytes(count * sizeof(float));
    const auto end = in.position();
    const auto digest = in.bytes(kDigestBytes);
    if (!in.ok())
        return refuse(Fault::Truncated, "the state file ends too early");
    const Digest actual = Sha256::of(bytes.first(end));
    if (in.remaining() != 0 || !std::ranges::equal(digest, actual))
        return refuse(Fault::Corrupt, "the state file is damaged: its checksum does not fit");

    const Json json = Json::parse(headerText);
    auto layout = layoutFromJson(json.at("layout"));
    if (!layout)
        return Failure(layout.error());
    if ((*layout)->floats() != count)
        return refuse(Fault::BadShape, "the state file's layout does not fit its values");
    SnapshotHeader header{.modelName = json.at("model"),
                          .modelFingerprint = json.at("fingerprint"),
                          .generation = json.at("generation"),
                          .weights = json.at("weights"),
                          .tokenizer = json.at("tokenizer"),
                          .tokensRead = json.at("tokens_read"),
                          .seed = json.at("seed"),
                          .unread = json.at("unread"),
                          .reply = json.at("reply"),
                          .layout = std::move(*layout)};
    return Parts{std::move(header), values};
} catch (const Json::exception&) {
    return refuse(Fault::Corrupt, "the state file's header cannot be read");
}

Failure mismatch(std::string why) {
    return fail(ErrorKind::Invalid, "this state cannot be used here: " + std::move(why), "MODEL_MISMATCH");
}

} // namespace

std::vector<std::byte> toBytes(const Snapshot& snapshot, const Model& model) {
    const Position& position = snapshot.position;
    const State fresh(model.generation().layout());
    const State& state = position.state ? *position.state : fresh;
    const Json header{{"model", model.info().name},
                      {"fingerprint", toHex(model.fingerprint())},
                      {"generation", model.info().dimensions.generation},
                      {"weights", model.info().weights},
                      {"tokenizer", model.info().tokenizer},
                      {"tokens_read", position.tokensRead},
                      {"seed", snapshot.seed},
                      {"unread", position.unread},
                      {"reply", snapshot.reply},
                      {"layout", toJson(state.layout())}};
    const std::string text = header.dump();
    const auto values = std::as_bytes(state.values());

    std::vector<std::byte> out;
    out.reserve(kMagic.size() + 16 + text.size() + values.size() + kDigestBytes);
    append(out, std::as_bytes(std::span(kMagic)));
    append(out, kVersion);
    append(out, static_cast<std::uint32_t>(text.size()));
    append(out, std::as_bytes(std::span(text)));
    append(out, static_cast<std::uint64_t>(state.values().size()));
    append(out, values);
    append(out, std::span<const std::byte>(Sha256::of(out)));
    return out;
}

Result<Snapshot> snapshotFromBytes(std::span<const std::byte> bytes, const Model& model) {
    auto parts = parse(bytes);
    if (!parts)
        return Failure(parts.error());
    const SnapshotHeader& header = parts->header;
    if (header.modelFingerprint != toHex(model.fingerprint()))
        return mismatch("it belongs to the model " + printable(header.modelName) + ", not to " +
                        model.info().name);
    if (header.weights != model.info().weights)
        return mismatch("it was made with weights held as " + printable(header.weights) + ", not as " +
                        model.info().weights);
    if (header.tokenizer != model.info().tokenizer)
        return mismatch("it was made with the tokenizer " + printable(header.tokenizer));
    const auto& layout = model.generation().layout();
    if (header.layout->description() != layout->description())
        return mismatch("its layout is another version's");
    const auto vocabulary = model.info().dimensions.vocabulary;
    const auto known = [&](Token t) { return t >= 0 && t < vocabulary; };
    if (!std::ranges::all_of(header.unread, known) || !std::ranges::all_of(header.reply, known))
        return refuse(Fault::Corrupt, "the state file holds tokens that its model does not have");
    auto state = State::fromBytes(layout, parts->values);
    if (!state)
        return Failure(state.error());
    return Snapshot{{std::make_shared<const State>(std::move(*state)), header.unread, header.tokensRead},
                    header.seed,
                    header.reply};
}

Result<OpenSnapshot> openSnapshot(std::span<const std::byte> bytes) {
    auto parts = parse(bytes);
    if (!parts)
        return Failure(parts.error());
    auto layout = parts->header.layout;
    auto state = State::fromBytes(std::move(layout), parts->values);
    if (!state)
        return Failure(state.error());
    return OpenSnapshot{std::move(parts->header), std::move(*state)};
}

} // namespace aviary::engine

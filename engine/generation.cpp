#include "engine/generation.h"

#include "engine/generations/rwkv7.h"
#include "engine/kernels/layer_norm.h"
#include "engine/workspace.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace aviary::engine {
namespace {

// Rows of activations worked on at once: enough for the libraries' blocking, few enough to stay in L2.
constexpr std::size_t kChunkRows = 256;

constexpr std::array kKnown{
    GenerationEntry{"7", matchesRwkv7, loadRwkv7},
};

/// Architectures that are recognised only to be refused by name; a name ending in `*` is a prefix, one
/// beginning with `*` a suffix.
struct Stranger {
    std::string_view evidence;
    std::string_view what;
};
constexpr std::array kStrangers{
    Stranger{"moba.*", "RWKV-X"},
    Stranger{"*.rosa_qkv.emb", "an RWKV-8 ROSA experiment"},
    Stranger{"*.qkv.ennk.weight", "the RWKV-8 experiment rc00-hybrid"},
    Stranger{"*.ffn.enn.weight", "the RWKV-8 experiment rc00"},
    Stranger{"*.qkv.k_emb.weight", "RWKV-7b (DeepEmbed attention)"},
    Stranger{"*.ffn.s_emb.weight", "RWKV-7a (DeepEmbed)"},
    Stranger{"*.mlp.gate_proj.weight", "a transformer, or an RWKV conversion of one"},
    Stranger{"*.self_attn.q_proj.weight", "a transformer"},
    Stranger{"*.attention.self.query.weight", "BERT"},
    Stranger{"*.att.time_maa_x", "RWKV-6"},
    Stranger{"*.att.time_faaaa", "RWKV-5"},
    Stranger{"*.att.time_first", "RWKV-4 or RWKV-5"},
};

bool fits(std::string_view name, std::string_view evidence) {
    if (evidence.starts_with('*'))
        return name.ends_with(evidence.substr(1));
    return name.starts_with(evidence.substr(0, evidence.size() - 1));
}

} // namespace

std::span<const GenerationEntry> knownGenerations() {
    return kKnown;
}

Result<const GenerationEntry*> findGeneration(const TensorSource& source) {
    for (const GenerationEntry& entry : kKnown)
        if (entry.matches(source))
            return &entry;
    for (const Stranger& stranger : kStrangers)
        if (std::ranges::any_of(source.tensors(),
                                [&](const TensorInfo& info) { return fits(info.name, stranger.evidence); }))
            return refuse(Fault::UnsupportedArchitecture,
                          "this file is " + std::string(stranger.what) + ", which this version cannot run");
    if (source.tensors().empty())
        return refuse(Fault::MissingTensor, "the file holds no tensors");
    return refuse(Fault::UnsupportedArchitecture,
                  "these tensors are no RWKV model that this version knows; the first is " +
                      printable(source.tensors().front().name));
}

Generation::Generation(WeightLoader& loader, Dimensions dimensions)
    : dimensions_(std::move(dimensions)) {
    const auto vocabulary = dimensions_.vocabulary;
    const auto width = dimensions_.width;
    loader.enter("");
    embedding_ = loader.table("emb.weight", vocabulary, width);
    ln0Weight_ = loader.vector("blocks.0.ln0.weight", width);
    ln0Bias_ = loader.vector("blocks.0.ln0.bias", width);
    outWeight_ = loader.vector("ln_out.weight", width);
    outBias_ = loader.vector("ln_out.bias", width);
    head_ = loader.matrix("head.weight", vocabulary, width);
}

std::size_t Generation::weightBytes() const {
    return head_.bytes() + 4 * static_cast<std::size_t>(dimensions_.width) * sizeof(float);
}

void Generation::forward(std::span<const Lane> lanes, Workspace& workspace) const {
    const auto vocabulary = static_cast<std::size_t>(dimensions_.vocabulary);
    std::vector<Segment> segments;
    std::size_t rows = 0;
    const auto flush = [&] {
        if (rows == 0)
            return;
        workspace.reset();
        chunk(segments, rows, workspace);
        segments.clear();
        rows = 0;
    };
    for (const Lane& lane : lanes) {
        const std::size_t total = lane.tokens.size();
        const bool everyRow = lane.logits.size() > vocabulary;
        for (std::size_t first = 0; first < total;) {
            const std::size_t count = std::min(total - first, kChunkRows - rows);
            float* logits = nullptr;
            if (everyRow)
                logits = lane.logits.data() + first * vocabulary;
            else if (!lane.logits.empty() && first + count == total)
                logits = lane.logits.data();
            segments.push_back({&lane.state, lane.tokens.data() + first, rows, count, logits, everyRow});
            rows += count;
            first += count;
            if (rows == kChunkRows)
                flush();
        }
    }
    flush();
}

void Generation::chunk(std::span<const Segment> segments, std::size_t rows, Workspace& workspace) const {
    const auto width = static_cast<std::size_t>(dimensions_.width);
    const auto vocabulary = static_cast<std::size_t>(dimensions_.vocabulary);
    float* x = workspace.floats(rows * width);
    for (const Segment& s : segments)
        for (std::size_t t = 0; t < s.count; ++t) {
            float* row = x + (s.row + t) * width;
            embedding_.row(static_cast<std::size_t>(s.tokens[t]), row);
            layerNorm(row, ln0Weight_.data(), ln0Bias_.data(), row, width);
        }

    layers(segments, rows, x, workspace);
    if (workspace.abandoned())
        return;

    // The head is up to a third of a small model's work: only for the rows that somebody wants.
    std::vector<std::pair<std::size_t, float*>> wanted;
    for (const Segment& s : segments) {
        if (s.logits == nullptr)
            continue;
        if (!s.everyRow)
            wanted.emplace_back(s.row + s.count - 1, s.logits);
        else
            for (std::size_t t = 0; t < s.count; ++t)
                wanted.emplace_back(s.row + t, s.logits + t * vocabulary);
    }
    if (wanted.empty())
        return;
    float* normed = workspace.floats(wanted.size() * width);
    float* logits = workspace.floats(wanted.size() * vocabulary);
    for (std::size_t i = 0; i < wanted.size(); ++i)
        layerNorm(x + wanted[i].first * width, outWeight_.data(), outBias_.data(), normed + i * width, width);
    matmul(head_, normed, wanted.size(), logits, workspace.pool());
    for (std::size_t i = 0; i < wanted.size(); ++i)
        std::memcpy(wanted[i].second, logits + i * vocabulary, vocabulary * sizeof(float));
}

} // namespace aviary::engine

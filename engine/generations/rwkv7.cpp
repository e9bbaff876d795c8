// RWKV-7 "Goose", arXiv 2503.14456. C channels, H heads of N, F hidden units; activations are rows of [rows,
// C].
//
// State per layer: att_shift [C] and ffn_shift [C], the normalised inputs of the previous token, and
// wkv [H, N value, N key], kept in memory as [H, N key, N value].
#include "engine/generations/rwkv7.h"

#include "engine/kernels/elementwise.h"
#include "engine/kernels/layer_norm.h"
#include "engine/kernels/wkv7.h"
#include "engine/workspace.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace aviary::engine {
namespace {

using Vector = std::vector<float>;

struct Norm {
    Vector weight, bias;
};

/// y = act(x W1) W2, the low-rank branches.
struct LowRank {
    Matrix down, up;
};

struct Layer {
    Norm ln1, ln2;
    Vector x_r, x_w, x_k, x_v, x_a, x_g;
    Matrix receptance, key, value, output;
    Vector w0, a0, v0; // biases of the decay, learning-rate and value-residual branches
    LowRank w, a, v, g;
    Vector k_k, k_a, r_k;
    Norm ln_x;
    Vector ffn_x_k;
    Matrix ffnKey, ffnValue;
};

// Fields of one layer in the state.
enum Field : std::size_t { AttShift, Wkv, FfnShift, kFields };

StateLayout stateLayout(const Dimensions& d) {
    std::vector<StateField> fields;
    for (int i = 0; i < d.layers; ++i) {
        const std::string layer = std::to_string(i) + ".";
        fields.push_back({layer + "att_shift", {d.width}});
        fields.push_back({layer + "wkv", {d.heads, d.headSize, d.headSize}, 0, true});
        fields.push_back({layer + "ffn_shift", {d.width}});
    }
    return StateLayout(std::move(fields));
}

LowRank lowRank(WeightLoader& w, const std::string& branch, const Dimensions& d) {
    const int rank = d.ranks.at(branch);
    return {w.transposed("att." + branch + "1", d.width, rank),
            w.transposed("att." + branch + "2", rank, d.width)};
}

Layer loadLayer(WeightLoader& w, int i, const Dimensions& d) {
    const int C = d.width;
    w.enter("blocks." + std::to_string(i) + ".");
    Layer layer{
        .ln1 = {w.vector("ln1.weight", C), w.vector("ln1.bias", C)},
        .ln2 = {w.vector("ln2.weight", C), w.vector("ln2.bias", C)},
        .x_r = w.vector("att.x_r", C),
        .x_w = w.vector("att.x_w", C),
        .x_k = w.vector("att.x_k", C),
        .x_v = w.vector("att.x_v", C),
        .x_a = w.vector("att.x_a", C),
        .x_g = w.vector("att.x_g", C),
        .receptance = w.matrix("att.receptance.weight", C, C),
        .key = w.matrix("att.key.weight", C, C),
        .value = w.matrix("att.value.weight", C, C),
        .output = w.matrix("att.output.weight", C, C),
        .w0 = w.vector("att.w0", C),
        .a0 = w.vector("att.a0", C),
        .v0 = {},
        .w = lowRank(w, "w", d),
        .a = lowRank(w, "a", d),
        .v = {},
        .g = lowRank(w, "g", d),
        .k_k = w.vector("att.k_k", C),
        .k_a = w.vector("att.k_a", C),
        .r_k = w.matrix("att.r_k", d.heads, d.headSize).values,
        .ln_x = {w.vector("att.ln_x.weight", C), w.vector("att.ln_x.bias", C)},
        .ffn_x_k = w.vector("ffn.x_k", C),
        .ffnKey = w.matrix("ffn.key.weight", d.ffn, C),
        .ffnValue = w.matrix("ffn.value.weight", C, d.ffn),
    };
    if (i > 0) {
        layer.v0 = w.vector("att.v0", C);
        layer.v = lowRank(w, "v", d);
    } else {
        for (const char* unread : {"att.v0", "att.v1", "att.v2"})
            w.ignore(unread);
    }
    return layer;
}

class Rwkv7 final : public Generation {
public:
    Rwkv7(WeightLoader& loader, const Dimensions& dimensions)
        : Generation(loader, dimensions) {
        for (int i = 0; i < dimensions_.layers && loader.ok(); ++i)
            layers_.push_back(loadLayer(loader, i, dimensions_));
        layout_ = std::make_shared<const StateLayout>(stateLayout(dimensions_));
        dimensions_.parameters = loader.elements();
    }

    std::size_t weightBytes() const override {
        std::size_t sum = Generation::weightBytes();
        for (const Layer& l : layers_) {
            for (const Matrix* m :
                 {&l.receptance, &l.key, &l.value, &l.output, &l.ffnKey, &l.ffnValue, &l.w.down, &l.w.up,
                  &l.a.down, &l.a.up, &l.v.down, &l.v.up, &l.g.down, &l.g.up})
                sum += m->bytes();
            constexpr std::size_t kVectors = 18; // of width C
            sum += kVectors * static_cast<std::size_t>(dimensions_.width) * sizeof(float);
        }
        return sum;
    }

protected:
    void layers(std::span<const Segment> segments, std::size_t rows, float* x, Workspace& ws) const override;

private:
    void timeMix(std::size_t layer, std::span<const Segment> segments, std::size_t rows, float* x,
                 float* vFirst, Workspace& ws) const;
    void channelMix(std::size_t layer, std::span<const Segment> segments, std::size_t rows, float* x,
                    Workspace& ws) const;

    std::vector<Layer> layers_;
};

/// h = LN(x), and prev = h one token earlier: the row before, or at a segment's start what the state
/// remembers, which is replaced by the segment's last row.
void normAndShift(const Norm& norm, std::span<const Segment> segments, std::size_t field, std::size_t C,
                  const float* x, float* h, float* prev) {
    for (const Segment& s : segments) {
        float* remembered = s.state->field(field).data();
        for (std::size_t t = s.row; t < s.row + s.count; ++t) {
            layerNorm(x + t * C, norm.weight.data(), norm.bias.data(), h + t * C, C);
            std::memcpy(prev + t * C, t == s.row ? remembered : h + (t - 1) * C, C * sizeof(float));
        }
        std::memcpy(remembered, h + (s.row + s.count - 1) * C, C * sizeof(float));
    }
}

void Rwkv7::timeMix(std::size_t index, std::span<const Segment> segments, std::size_t rows, float* x,
                    float* vFirst, Workspace& ws) const {
    const Layer& layer = layers_[index];
    const auto C = static_cast<std::size_t>(dimensions_.width);
    const auto N = static_cast<std::size_t>(dimensions_.headSize);
    const auto H = static_cast<std::size_t>(dimensions_.heads);
    ThreadPool& pool = ws.pool();
    const auto array = [&] { return ws.floats(rows * C); };
    // Every row of `out` is the same function of the same row of its inputs.
    const auto eachRow = [&](auto&& body) { pool.parallelFor(rows, [&](std::size_t t) { body(t * C); }); };

    float* h = array();
    float* prev = array();
    normAndShift(layer.ln1, segments, index * kFields + AttShift, C, x, h, prev);

    // m_c = h + (prev - h) x_c
    float* mixed = array();
    const auto mix = [&](const Vector& mu) {
        eachRow([&](std::size_t at) { lerp(h + at, prev + at, mu.data(), mixed + at, C); });
    };
    const auto lowRankProduct = [&](const LowRank& m, void (*activation)(float*, std::size_t), float* out) {
        float* narrow = ws.floats(rows * m.down.out);
        matmul(m.down, mixed, rows, narrow, pool);
        if (activation != nullptr)
            activation(narrow, rows * m.down.out);
        matmul(m.up, narrow, rows, out, pool);
    };

    float* r = array();
    mix(layer.x_r);
    matmul(layer.receptance, mixed, rows, r, pool);

    // w = exp(-0.606531 σ(w0 + tanh(m_w w1) w2))
    float* w = array();
    mix(layer.x_w);
    lowRankProduct(layer.w, tanhInPlace, w);
    eachRow([&](std::size_t at) { decay7(w + at, layer.w0.data(), C); });

    float* k = array();
    mix(layer.x_k);
    matmul(layer.key, mixed, rows, k, pool);

    // v = v⁰ + (v_first - v⁰) σ(v0 + (m_v v1) v2); layer 0 has no residual and gives v_first
    float* v = index == 0 ? vFirst : array();
    mix(layer.x_v);
    matmul(layer.value, mixed, rows, v, pool);
    if (index > 0) {
        float* gate = array();
        lowRankProduct(layer.v, nullptr, gate);
        eachRow([&](std::size_t at) {
            biasedSigmoid(gate + at, layer.v0.data(), C);
            lerp(v + at, vFirst + at, gate + at, v + at, C);
        });
    }

    // a = σ(a0 + (m_a a1) a2)
    float* a = array();
    mix(layer.x_a);
    lowRankProduct(layer.a, nullptr, a);
    eachRow([&](std::size_t at) { biasedSigmoid(a + at, layer.a0.data(), C); });

    // g = σ(m_g g1) g2
    float* g = array();
    mix(layer.x_g);
    lowRankProduct(layer.g, sigmoidInPlace, g);

    float* y = r;
    float* scratch = ws.floats(segments.size() * H * 4 * N);
    pool.parallelFor(segments.size() * H, [&](std::size_t task) {
        const Segment& s = segments[task / H];
        const std::size_t head = task % H;
        const std::size_t first = head * N;
        const std::size_t at = s.row * C + first;
        float* S = s.state->field(index * kFields + Wkv).data() + head * N * N;
        wkv7({layer.k_k.data() + first, layer.k_a.data() + first, layer.r_k.data() + first,
              layer.ln_x.weight.data() + first, layer.ln_x.bias.data() + first},
             {s.count, C, r + at, w + at, k + at, v + at, a + at, g + at, y + at}, N, S,
             scratch + task * 4 * N);
    });

    float* out = h;
    matmul(layer.output, y, rows, out, pool);
    eachRow([&](std::size_t at) { add(x + at, out + at, x + at, C); });
}

// x ← x + relu((h + (prev - h) x_k) K)² V
void Rwkv7::channelMix(std::size_t index, std::span<const Segment> segments, std::size_t rows, float* x,
                       Workspace& ws) const {
    const Layer& layer = layers_[index];
    const auto C = static_cast<std::size_t>(dimensions_.width);
    const auto F = static_cast<std::size_t>(dimensions_.ffn);
    ThreadPool& pool = ws.pool();
    float* h = ws.floats(rows * C);
    float* prev = ws.floats(rows * C);
    float* hidden = ws.floats(rows * F);
    normAndShift(layer.ln2, segments, index * kFields + FfnShift, C, x, h, prev);
    pool.parallelFor(
        rows, [&](std::size_t t) { lerp(h + t * C, prev + t * C, layer.ffn_x_k.data(), h + t * C, C); });
    matmul(layer.ffnKey, h, rows, hidden, pool);
    pool.parallelFor(rows, [&](std::size_t t) { squaredRelu(hidden + t * F, F); });
    float* out = prev;
    matmul(layer.ffnValue, hidden, rows, out, pool);
    pool.parallelFor(rows, [&](std::size_t t) { add(x + t * C, out + t * C, x + t * C, C); });
}

void Rwkv7::layers(std::span<const Segment> segments, std::size_t rows, float* x, Workspace& ws) const {
    float* vFirst = ws.floats(rows * static_cast<std::size_t>(dimensions_.width));
    for (std::size_t i = 0; i < layers_.size() && !ws.abandoned(); ++i) {
        const Workspace::Mark mark = ws.mark();
        timeMix(i, segments, rows, x, vFirst, ws);
        channelMix(i, segments, rows, x, ws);
        ws.release(mark);
    }
}

/// Number of layers: 1 + the largest N of "blocks.N.".
int countLayers(const TensorSource& source) {
    int layers = 0;
    for (const TensorInfo& info : source.tensors()) {
        const std::string_view name = info.name;
        if (!name.starts_with("blocks."))
            continue;
        int number = 0;
        const auto digits = name.substr(7, name.find('.', 7) - 7);
        if (digits.empty() || digits.size() > 4 ||
            !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }))
            continue;
        for (const char c : digits)
            number = number * 10 + (c - '0');
        layers = std::max(layers, number + 1);
    }
    return layers;
}

} // namespace

bool matchesRwkv7(const TensorSource& source) {
    constexpr std::string_view kDerived[] = {".rosa_qkv.emb", ".qkv.ennk.weight", ".ffn.enn.weight",
                                             ".qkv.k_emb.weight", ".ffn.s_emb.weight"};
    for (const TensorInfo& info : source.tensors())
        for (const auto suffix : kDerived)
            if (info.name.ends_with(suffix))
                return false;
    return source.find("blocks.0.att.r_k") || source.find("blocks.0.att.k_k");
}

std::unique_ptr<Generation> loadRwkv7(WeightLoader& loader) {
    Dimensions d;
    d.generation = "7";
    d.layers = countLayers(loader.source());
    loader.enter("");
    const auto size = [&](const char* name, std::size_t axis, std::size_t axes) {
        const Shape shape = loader.shape(name);
        if (shape.size() == axes)
            return static_cast<int>(std::min<std::int64_t>(shape[axis], 1 << 30));
        if (shape.empty())
            loader.report(refuse(Fault::MissingTensor, std::string("the file lacks tensor ") + name));
        else
            loader.report(
                refuse(Fault::BadShape, std::string("tensor ") + name + " has shape " + shapeText(shape)));
        return 0;
    };
    d.vocabulary = size("emb.weight", 0, 2);
    d.width = size("emb.weight", 1, 2);
    d.heads = size("blocks.0.att.r_k", 0, 2);
    d.headSize = size("blocks.0.att.r_k", 1, 2);
    d.ffn = size("blocks.0.ffn.key.weight", 0, 2);
    for (const char* branch : {"w", "a", "g"})
        d.ranks[branch] = size((std::string("blocks.0.att.") + branch + "1").c_str(), 1, 2);
    d.ranks["v"] = d.layers > 1 ? size("blocks.1.att.v1", 1, 2) : 0;
    if (loader.ok() && d.heads * std::int64_t{d.headSize} != d.width)
        loader.report(
            refuse(Fault::BadShape, "tensor blocks.0.att.r_k has shape " + shapeText({d.heads, d.headSize}) +
                                        ", which does not make up a width of " + std::to_string(d.width)));
    if (!loader.ok())
        return nullptr;
    auto model = std::make_unique<Rwkv7>(loader, d);
    loader.refuseUnused();
    return model;
}

} // namespace aviary::engine

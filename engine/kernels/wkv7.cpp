// Two passes over the head's S per token: u needs all of the old S before any of it changes. A block of value
// channels is kept in registers over a pass, S (16 KiB at N = 64) stays in L1 for all tokens.
#include "engine/kernels/wkv7.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/wkv7.cpp"
#include <hwy/foreach_target.h> // compiles the rest of this file once per instruction set
#include <hwy/highway.h>
HWY_BEFORE_NAMESPACE();
namespace aviary::engine::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The key-indexed vectors of one token.
struct Keys {
    const float* w;
    const float* k; // k'
    const float* kappa;
    const float* q; // κ a
    const float* r;
};

// Value channels first .. first + V * lanes of S, one token.
template <std::size_t V, class D>
void stepBlock(D d, std::size_t n, std::size_t first, const Keys& x, const float* v, float* S, float* y) {
    const std::size_t lanes = hn::Lanes(d);
    decltype(hn::Zero(d)) u[V];
    decltype(hn::Zero(d)) sum[V];
    decltype(hn::Zero(d)) value[V];
    for (std::size_t b = 0; b < V; ++b) {
        u[b] = sum[b] = hn::Zero(d);
        value[b] = hn::LoadU(d, v + first + b * lanes);
    }
    for (std::size_t j = 0; j < n; ++j) {
        const float* row = S + j * n + first;
        const auto kappa = hn::Set(d, x.kappa[j]);
        for (std::size_t b = 0; b < V; ++b)
            u[b] = hn::NegMulAdd(hn::LoadU(d, row + b * lanes), kappa, u[b]);
    }
    for (std::size_t j = 0; j < n; ++j) {
        float* row = S + j * n + first;
        const auto w = hn::Set(d, x.w[j]);
        const auto k = hn::Set(d, x.k[j]);
        const auto q = hn::Set(d, x.q[j]);
        const auto r = hn::Set(d, x.r[j]);
        for (std::size_t b = 0; b < V; ++b) {
            auto s = hn::Mul(hn::LoadU(d, row + b * lanes), w);
            s = hn::MulAdd(u[b], q, s);
            s = hn::MulAdd(value[b], k, s);
            hn::StoreU(s, d, row + b * lanes);
            sum[b] = hn::MulAdd(s, r, sum[b]);
        }
    }
    for (std::size_t b = 0; b < V; ++b)
        hn::StoreU(sum[b], d, y + first + b * lanes);
}

void step(std::size_t n, const Keys& x, const float* v, float* S, float* y) {
    const hn::ScalableTag<float> d;
    const std::size_t lanes = hn::Lanes(d);
    std::size_t i = 0;
    for (; i + 4 * lanes <= n; i += 4 * lanes)
        stepBlock<4>(d, n, i, x, v, S, y);
    for (; i + lanes <= n; i += lanes)
        stepBlock<1>(d, n, i, x, v, S, y);
    const hn::CappedTag<float, 1> one;
    for (; i < n; ++i)
        stepBlock<1>(one, n, i, x, v, S, y);
}

// Calls f(d, i) for every vector of a row of n floats and adds up what it returns.
template <class F> float sumOver(std::size_t n, const F& f) {
    const hn::ScalableTag<float> d;
    auto sum = hn::Zero(d);
    std::size_t i = 0;
    for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d))
        sum = hn::Add(sum, f(d, i));
    float total = hn::GetLane(hn::SumOfLanes(d, sum));
    const hn::CappedTag<float, 1> one;
    for (; i < n; ++i)
        total += hn::GetLane(f(one, i));
    return total;
}

void wkv7Impl(const Wkv7Weights& weights, const Wkv7Activations& x, std::size_t n, float* S, float* scratch) {
    float* kappa = scratch;
    float* key = scratch + n;
    float* q = scratch + 2 * n;
    float* y = scratch + 3 * n;
    for (std::size_t t = 0; t < x.tokens; ++t) {
        const std::size_t at = t * x.stride;
        const float* r = x.r + at;
        const float* k = x.k + at;
        const float* v = x.v + at;
        const float* a = x.a + at;
        const float square = sumOver(n, [&](auto d, std::size_t j) {
            const auto raw = hn::Mul(hn::LoadU(d, k + j), hn::LoadU(d, weights.k_k + j));
            hn::StoreU(raw, d, kappa + j);
            return hn::Mul(raw, raw);
        });
        const float norm = 1.0F / std::max(std::sqrt(square), 1e-12F);
        const float bonus = sumOver(n, [&](auto d, std::size_t j) {
            const auto va = hn::LoadU(d, a + j);
            const auto normed = hn::Mul(hn::LoadU(d, kappa + j), hn::Set(d, norm));
            hn::StoreU(normed, d, kappa + j);
            hn::StoreU(hn::Mul(normed, va), d, q + j);
            const auto one = hn::Set(d, 1.0F);
            const auto factor = hn::MulAdd(hn::Sub(va, one), hn::LoadU(d, weights.k_a + j), one);
            const auto changed = hn::Mul(hn::LoadU(d, k + j), factor);
            hn::StoreU(changed, d, key + j);
            return hn::Mul(hn::Mul(hn::LoadU(d, r + j), changed), hn::LoadU(d, weights.r_k + j));
        });
        step(n, {x.w + at, key, kappa, q, r}, v, S, y);

        const float mean =
            sumOver(n, [&](auto d, std::size_t i) { return hn::LoadU(d, y + i); }) / static_cast<float>(n);
        const float variance = sumOver(n,
                                       [&](auto d, std::size_t i) {
                                           const auto c = hn::Sub(hn::LoadU(d, y + i), hn::Set(d, mean));
                                           return hn::Mul(c, c);
                                       }) /
                               static_cast<float>(n);
        const float scale = 1.0F / std::sqrt(variance + 64e-5F);
        for (std::size_t i = 0; i < n; ++i) {
            const float normed = (y[i] - mean) * scale * weights.ln_weight[i] + weights.ln_bias[i];
            x.out[at + i] = (normed + bonus * v[i]) * x.g[at + i];
        }
    }
}

} // namespace aviary::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#if HWY_ONCE
namespace aviary::engine {
HWY_EXPORT(wkv7Impl);
void wkv7(const Wkv7Weights& weights, const Wkv7Activations& x, std::size_t n, float* S, float* scratch) {
    HWY_DYNAMIC_DISPATCH(wkv7Impl)(weights, x, n, S, scratch);
}
} // namespace aviary::engine
#endif

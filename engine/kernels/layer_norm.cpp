// Three passes over a row that sits in L1: mean, variance about it (exact where a one-pass sum of squares
// cancels), result.
#include "engine/kernels/layer_norm.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/layer_norm.cpp"
#include <hwy/foreach_target.h> // compiles the rest of this file once per instruction set
#include <hwy/highway.h>
HWY_BEFORE_NAMESPACE();
namespace aviary::engine::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void layerNormImpl(const float* x, const float* weight, const float* bias, float* out, std::size_t n) {
    const hn::ScalableTag<float> d;
    const std::size_t lanes = hn::Lanes(d);
    auto sum = hn::Zero(d);
    std::size_t i = 0;
    for (; i + lanes <= n; i += lanes)
        sum = hn::Add(sum, hn::LoadU(d, x + i));
    float total = hn::GetLane(hn::SumOfLanes(d, sum));
    for (std::size_t j = i; j < n; ++j)
        total += x[j];
    const float mean = total / static_cast<float>(n);

    const auto means = hn::Set(d, mean);
    auto squares = hn::Zero(d);
    for (i = 0; i + lanes <= n; i += lanes) {
        const auto c = hn::Sub(hn::LoadU(d, x + i), means);
        squares = hn::MulAdd(c, c, squares);
    }
    float square = hn::GetLane(hn::SumOfLanes(d, squares));
    for (std::size_t j = i; j < n; ++j)
        square += (x[j] - mean) * (x[j] - mean);
    const float scale = 1.0F / std::sqrt(square / static_cast<float>(n) + 1e-5F);

    const auto scales = hn::Set(d, scale);
    for (i = 0; i + lanes <= n; i += lanes) {
        const auto c = hn::Mul(hn::Sub(hn::LoadU(d, x + i), means), scales);
        hn::StoreU(hn::MulAdd(c, hn::LoadU(d, weight + i), hn::LoadU(d, bias + i)), d, out + i);
    }
    for (; i < n; ++i)
        out[i] = (x[i] - mean) * scale * weight[i] + bias[i];
}

} // namespace aviary::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#if HWY_ONCE
namespace aviary::engine {
HWY_EXPORT(layerNormImpl);
void layerNorm(const float* x, const float* weight, const float* bias, float* out, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(layerNormImpl)(x, weight, bias, out, n);
}
} // namespace aviary::engine
#endif

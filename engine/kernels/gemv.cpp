// Memory bound: two accumulators a row hide enough of the multiply-add's latency to keep up with DRAM.
#include "engine/kernels/gemv.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/gemv.cpp"
#include <hwy/foreach_target.h> // compiles the rest of this file once per instruction set
#include <hwy/highway.h>
HWY_BEFORE_NAMESPACE();
namespace aviary::engine::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Rows x[0..R) against one row of weights.
template <std::size_t R>
void dotRows(const float* HWY_RESTRICT w, std::size_t in, const float* HWY_RESTRICT x,
             float* HWY_RESTRICT sums) {
    const hn::ScalableTag<float> d;
    const std::size_t lanes = hn::Lanes(d);
    decltype(hn::Zero(d)) even[R];
    decltype(hn::Zero(d)) odd[R];
    for (std::size_t r = 0; r < R; ++r)
        even[r] = odd[r] = hn::Zero(d);
    std::size_t i = 0;
    for (; i + 2 * lanes <= in; i += 2 * lanes) {
        const auto w0 = hn::LoadU(d, w + i);
        const auto w1 = hn::LoadU(d, w + i + lanes);
        for (std::size_t r = 0; r < R; ++r) {
            even[r] = hn::MulAdd(w0, hn::LoadU(d, x + r * in + i), even[r]);
            odd[r] = hn::MulAdd(w1, hn::LoadU(d, x + r * in + i + lanes), odd[r]);
        }
    }
    for (; i + lanes <= in; i += lanes) {
        const auto w0 = hn::LoadU(d, w + i);
        for (std::size_t r = 0; r < R; ++r)
            even[r] = hn::MulAdd(w0, hn::LoadU(d, x + r * in + i), even[r]);
    }
    for (std::size_t r = 0; r < R; ++r) {
        float sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(even[r], odd[r])));
        for (std::size_t j = i; j < in; ++j)
            sum += w[j] * x[r * in + j];
        sums[r] = sum;
    }
}

void gemvImpl(const float* w, std::size_t out, std::size_t in, const float* x, std::size_t rows, float* y,
              std::size_t stride) {
    for (std::size_t o = 0; o < out; ++o) {
        const float* row = w + o * in;
        float sums[4];
        for (std::size_t r = 0; r < rows; r += 4) {
            const std::size_t count = rows - r < 4 ? rows - r : 4;
            const float* from = x + r * in;
            switch (count) {
            case 1:
                dotRows<1>(row, in, from, sums);
                break;
            case 2:
                dotRows<2>(row, in, from, sums);
                break;
            case 3:
                dotRows<3>(row, in, from, sums);
                break;
            default:
                dotRows<4>(row, in, from, sums);
                break;
            }
            for (std::size_t k = 0; k < count; ++k)
                y[(r + k) * stride + o] = sums[k];
        }
    }
}

} // namespace aviary::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#if HWY_ONCE
namespace aviary::engine {
HWY_EXPORT(gemvImpl);
void gemv(const float* w, std::size_t out, std::size_t in, const float* x, std::size_t rows, float* y,
          std::size_t stride) {
    HWY_DYNAMIC_DISPATCH(gemvImpl)(w, out, in, x, rows, y, stride);
}
} // namespace aviary::engine
#endif

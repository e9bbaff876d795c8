// One vector an iteration: these are short against the matrix products around them.
#include "engine/kernels/elementwise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/elementwise.cpp"
#include <hwy/foreach_target.h> // compiles the rest of this file once per instruction set
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>
HWY_BEFORE_NAMESPACE();
namespace aviary::engine::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Applies `f` to every element; the tail goes through one-lane vectors, so that it is computed by the same
// code.
template <class F> void forEach(std::size_t n, const F& f) {
    const hn::ScalableTag<float> d;
    std::size_t i = 0;
    for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d))
        f(d, i);
    const hn::CappedTag<float, 1> one;
    for (; i < n; ++i)
        f(one, i);
}

// Clamped where exp would leave its range: the result there is below 1e-38 anyway.
template <class D, class V> V sigmoid(D d, V x) {
    const V one = hn::Set(d, 1.0F);
    const V clamped = hn::Max(x, hn::Set(d, -87.0F));
    return hn::Div(one, hn::Add(one, hn::Exp(d, hn::Neg(clamped))));
}

void lerpImpl(const float* x, const float* prev, const float* mu, float* out, std::size_t n) {
    forEach(n, [=](auto d, std::size_t i) {
        const auto vx = hn::LoadU(d, x + i);
        const auto delta = hn::Sub(hn::LoadU(d, prev + i), vx);
        hn::StoreU(hn::MulAdd(hn::LoadU(d, mu + i), delta, vx), d, out + i);
    });
}

void addImpl(const float* x, const float* y, float* out, std::size_t n) {
    forEach(n, [=](auto d, std::size_t i) {
        hn::StoreU(hn::Add(hn::LoadU(d, x + i), hn::LoadU(d, y + i)), d, out + i);
    });
}

void tanhImpl(float* x, std::size_t n) {
    forEach(n, [=](auto d, std::size_t i) { hn::StoreU(hn::Tanh(d, hn::LoadU(d, x + i)), d, x + i); });
}

void sigmoidImpl(float* x, std::size_t n) {
    forEach(n, [=](auto d, std::size_t i) { hn::StoreU(sigmoid(d, hn::LoadU(d, x + i)), d, x + i); });
}

void biasedSigmoidImpl(float* x, const float* bias, std::size_t n) {
    forEach(n, [=](auto d, std::size_t i) {
        hn::StoreU(sigmoid(d, hn::Add(hn::LoadU(d, x + i), hn::LoadU(d, bias + i))), d, x + i);
    });
}

void decay7Impl(float* x, const float* bias, std::size_t n) {
    forEach(n, [=](auto d, std::size_t i) {
        const auto s = sigmoid(d, hn::Add(hn::LoadU(d, x + i), hn::LoadU(d, bias + i)));
        hn::StoreU(hn::Exp(d, hn::Mul(hn::Set(d, -0.606531F), s)), d, x + i);
    });
}

void squaredReluImpl(float* x, std::size_t n) {
    forEach(n, [=](auto d, std::size_t i) {
        const auto v = hn::Max(hn::LoadU(d, x + i), hn::Zero(d));
        hn::StoreU(hn::Mul(v, v), d, x + i);
    });
}

} // namespace aviary::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#if HWY_ONCE
namespace aviary::engine {
HWY_EXPORT(lerpImpl);
HWY_EXPORT(addImpl);
HWY_EXPORT(tanhImpl);
HWY_EXPORT(sigmoidImpl);
HWY_EXPORT(biasedSigmoidImpl);
HWY_EXPORT(decay7Impl);
HWY_EXPORT(squaredReluImpl);
void lerp(const float* x, const float* prev, const float* mu, float* out, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(lerpImpl)(x, prev, mu, out, n);
}
void add(const float* x, const float* y, float* out, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(addImpl)(x, y, out, n);
}
void tanhInPlace(float* x, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(tanhImpl)(x, n);
}
void sigmoidInPlace(float* x, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(sigmoidImpl)(x, n);
}
void biasedSigmoid(float* x, const float* bias, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(biasedSigmoidImpl)(x, bias, n);
}
void decay7(float* x, const float* bias, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(decay7Impl)(x, bias, n);
}
void squaredRelu(float* x, std::size_t n) {
    HWY_DYNAMIC_DISPATCH(squaredReluImpl)(x, n);
}
} // namespace aviary::engine
#endif

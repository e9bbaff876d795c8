// Small vector functions of the graphs. Arrays hold n floats, any n, any alignment; where a result is named
// `out` it may alias an input.
#pragma once

#include <cstddef>

namespace aviary::engine {

/// out = x + mu * (prev - x)                      the token-shift mix of RWKV-5..7
void lerp(const float* x, const float* prev, const float* mu, float* out, std::size_t n);
/// out = x + y
void add(const float* x, const float* y, float* out, std::size_t n);
/// x = tanh(x)
void tanhInPlace(float* x, std::size_t n);
/// x = 1 / (1 + exp(-x))
void sigmoidInPlace(float* x, std::size_t n);
/// x = 1 / (1 + exp(-(x + bias)))
void biasedSigmoid(float* x, const float* bias, std::size_t n);
/// x = exp(-0.606531 / (1 + exp(-(x + bias))))    the decay of RWKV-7, in (0.545, 1)
void decay7(float* x, const float* bias, std::size_t n);
/// x = max(x, 0)^2
void squaredRelu(float* x, std::size_t n);

} // namespace aviary::engine

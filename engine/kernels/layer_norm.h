// Layer normalisation.
#pragma once

#include <cstddef>

namespace aviary::engine {

/// out = (x - mean) / sqrt(variance + 1e-5) * weight + bias      variance with 1/n
/// n floats each, any alignment; out may alias x.
void layerNorm(const float* x, const float* weight, const float* bias, float* out, std::size_t n);

} // namespace aviary::engine

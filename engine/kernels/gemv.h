// Few rows times a weight matrix, straight from memory.
#pragma once

#include <cstddef>

namespace aviary::engine {

/// y[r * stride + o] = sum over i of x[r * in + i] * w[o * in + i]      r < rows, o < out
/// For few rows: every weight is read once and used for up to 4 rows. Each row's result is the same whatever
/// the number of rows. Any sizes, any alignment.
void gemv(const float* w, std::size_t out, std::size_t in, const float* x, std::size_t rows, float* y,
          std::size_t stride);

} // namespace aviary::engine

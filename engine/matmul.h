// y = W x for any number of rows: the one place that chooses a kernel or a library.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace aviary {
class ThreadPool;
}

namespace aviary::engine {

/// A weight matrix [out, in] as float32, row-major.
struct Matrix {
    std::size_t out = 0;
    std::size_t in = 0;
    std::vector<float> values{};
    std::size_t bytes() const { return values.size() * sizeof(float); }
};

/// y[r, o] = sum over i of x[r, i] * w[o, i]      r < rows
/// x: [rows, in], y: [rows, out], row-major, not overlapping. Bits do not depend on the number of threads.
void matmul(const Matrix& w, const float* x, std::size_t rows, float* y, ThreadPool& pool);

} // namespace aviary::engine

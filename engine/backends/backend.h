// Libraries that can multiply.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace aviary::engine {

/// One tile of y = x W^T on the calling thread: x [rows, in], w [out, in], y [rows, out] with `stride` floats
/// from one row of y to the next. All row-major.
struct Product {
    const float* x;
    const float* w;
    float* y;
    std::size_t rows, in, out, stride;
};

/// A row of the table of libraries. Each keeps its own threads away from the pool's.
struct Backend {
    std::string_view name;
    std::string (*version)();
    /// False: cannot take it, nothing was written.
    bool (*multiply)(const Product&);
    /// Restricts the library to an instruction set (a name of isa.h); before its first product.
    void (*limitIsa)(std::string_view);
};

/// Those built in, in order of preference.
std::span<const Backend> backends();

} // namespace aviary::engine

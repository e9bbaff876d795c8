// The instruction set that kernels use.
#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace aviary::engine {

/// Names this build has kernels for and this processor can run, simplest first: "ssse3" "sse4" "avx2"
/// "avx512" …
std::vector<std::string> availableIsas();
/// The one in use: the best available, or what forceIsa() set.
std::string isaName();
/// From now on kernels and libraries use this one. Call before the first model is loaded.
/// Errors: Invalid (no such name), Unsupported (this processor or build lacks it).
Result<void> forceIsa(std::string_view name);
/// For people: "oneDNN 2.6.3, OpenBLAS 0.3.21".
std::string mathLibraries();

} // namespace aviary::engine

#pragma once

#include "engine/backends/backend.h"

namespace aviary::engine {

/// OpenBLAS sgemm, single-threaded on the caller's thread.
Backend openBlasBackend();

} // namespace aviary::engine

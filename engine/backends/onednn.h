#pragma once

#include "engine/backends/backend.h"

namespace aviary::engine {

/// Intel's oneDNN: compiles a kernel per shape and keeps it.
Backend oneDnnBackend();

} // namespace aviary::engine

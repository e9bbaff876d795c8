// RWKV-7 "Goose".
#pragma once

#include "engine/generation.h"

namespace aviary::engine {

bool matchesRwkv7(const TensorSource& source);
std::unique_ptr<Generation> loadRwkv7(WeightLoader& loader);

} // namespace aviary::engine

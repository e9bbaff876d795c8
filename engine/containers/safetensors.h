// The safetensors container: u64 header length, JSON header, data.
#pragma once

#include "engine/containers/index.h"

#include <cstddef>
#include <memory>
#include <span>

namespace aviary::engine {

bool looksLikeSafetensors(std::span<const std::byte> bytes);

/// BlinkDL names, or the community's `.st` convention with its transposed low-rank matrices.
/// Errors: Corrupt and Unsupported with the Fault's word.
Result<std::unique_ptr<IndexedFile>> openSafetensors(MappedFile file);

} // namespace aviary::engine

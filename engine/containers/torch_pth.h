// PyTorch's `.pth`: a zip of a pickle and raw storages.
#pragma once

#include "engine/containers/index.h"

#include <memory>

namespace aviary::engine {

/// Errors: Corrupt and Unsupported with the Fault's word.
Result<std::unique_ptr<IndexedFile>> openTorchPth(MappedFile file);

} // namespace aviary::engine

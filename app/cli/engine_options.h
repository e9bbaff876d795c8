// What every command that uses a model takes.
#pragma once

#include "app/cli/arguments.h"
#include "engine/model.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace aviary::cli {

/// The command's own options and --weights, --threads, --isa, --vocab, --model-option.
std::vector<Option> withEngineOptions(std::vector<Option> own);

struct EngineOptions {
    engine::LoadOptions load;
    int threads = 0; ///< of the compute pool
};

/// Reads those options, forces the instruction set, and finds the file of `model`.
/// Errors: Invalid; Unsupported (a format or instruction set that is not here).
Result<EngineOptions> engineOptions(Arguments& arguments, std::string_view model);

/// The file of MODEL: a path, or a demo model's for "demo:7". Errors: NotFound (no such demo).
Result<std::filesystem::path> modelPath(std::string_view model);

/// Loads, and gives up on Ctrl-C.
Result<engine::ModelRef> loadModel(const EngineOptions& options);

} // namespace aviary::cli

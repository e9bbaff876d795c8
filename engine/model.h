// A loaded model: weights, tokenizer and what is known about it.
#pragma once

#include "engine/base/result.h"
#include "engine/base/sha256.h"
#include "engine/generation.h"
#include "engine/tokenizer.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace aviary::engine {

struct ModelInfo {
    std::string name;      ///< from metadata, else the file's stem
    std::string container; ///< "safetensors", "pth"
    Dimensions dimensions;
    std::string tokenizer;  ///< Tokenizer::name(), or "none"
    std::string chatFamily; ///< "world", ...: which framing of prompts fits (see app/prompt.h)
    std::map<std::string, std::int64_t> dtypes; ///< tensor type → number of tensors
    std::size_t stateBytes = 0;
    std::size_t weightBytes = 0;      ///< in memory, in the format held
    std::size_t bytesPerToken = 0;    ///< of weights, read to decode one token
    std::string weights = "f32";      ///< format held in memory
    std::vector<std::string> remarks; ///< worth saying, e.g. "blocks.1.ln1.weight has NaN"
};

struct LoadOptions {
    std::filesystem::path path;
    std::filesystem::path vocabulary{}; ///< for weights that carry none; empty: look beside the weights
};

/// Immutable and shared. Whoever holds a ModelRef keeps the weights alive.
class Model {
public:
    /// `onProgress(share)` may return false to give up.
    /// Errors: NotFound, Io; Corrupt, Unsupported (the file); NotFound "missing-vocabulary"; NoMemory.
    static Result<std::shared_ptr<const Model>> load(const LoadOptions& options,
                                                     const std::function<bool(double)>& onProgress = {});
    /// The same checks and facts without reading the weights; refuses what load() would refuse, but for
    /// a missing vocabulary, which it notes in `tokenizer` as "none".
    static Result<ModelInfo> inspect(const TensorSource& source, const std::filesystem::path& path);

    const ModelInfo& info() const { return info_; }
    const Generation& generation() const { return *generation_; }
    const Tokenizer& tokenizer() const { return *tokenizer_; }
    const std::shared_ptr<const Tokenizer>& sharedTokenizer() const { return tokenizer_; }
    /// Identifies the weights whatever their container: SHA-256 over names, shapes and values (of large
    /// tensors evenly spread blocks of them). States belong to it.
    const Digest& fingerprint() const { return fingerprint_; }

private:
    Model() = default;
    ModelInfo info_;
    Digest fingerprint_{};
    std::shared_ptr<const Tokenizer> tokenizer_;
    std::unique_ptr<const Generation> generation_;
};

using ModelRef = std::shared_ptr<const Model>;

} // namespace aviary::engine

// A loaded model: weights, tokenizer and what is known about it.
#pragma once

#include "engine/base/result.h"
#include "engine/base/sha256.h"
#include "engine/generation.h"
#include "engine/tokenizer.h"

#include <cstdint>
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
    std::string tokenizer;                      ///< Tokenizer::name(), or "none"
    std::string chatFamily;                     ///< which framing of prompts fits: see app/prompt.h
    std::map<std::string, std::int64_t> dtypes; ///< tensor type → number of tensors
    std::size_t stateBytes = 0;
    std::size_t weightBytes = 0;   ///< in memory, in the format held; 0 before loading
    std::size_t bytesPerToken = 0; ///< of weights, read to decode one token; 0 before loading
    std::string weights = "f32";   ///< format held in memory
    std::vector<std::string>
        remarks; ///< worth saying, e.g. "tensor blocks.1.ln1.weight has values that are no numbers"
};

struct LoadOptions {
    std::filesystem::path path;
    std::filesystem::path vocabulary{}; ///< for weights that carry none; empty: look beside the weights
};

/// Immutable and shared. Whoever holds a ModelRef keeps the weights alive.
class Model {
public:
    /// A model without a fitting vocabulary loads (see requireTokenizer()). `onProgress(share)` may return
    /// false to give up. Errors: NotFound, Io; Corrupt, Unsupported (the file); NotFound (the vocabulary that
    /// was named); NoMemory; Invalid "cancelled".
    static Result<std::shared_ptr<const Model>> load(const LoadOptions& options,
                                                     const std::function<bool(double)>& onProgress = {});
    /// The tokenizer alone, without reading the weights. Errors: as load(); NotFound "missing-vocabulary".
    static Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const LoadOptions& options);
    /// The same checks and facts without reading the weights; refuses what load() would refuse.
    static Result<ModelInfo> inspect(std::shared_ptr<const TensorSource> source,
                                     const std::filesystem::path& path);

    const ModelInfo& info() const { return info_; }
    const Generation& generation() const { return *generation_; }
    bool hasTokenizer() const { return tokenizer_ != nullptr; }
    /// Errors: NotFound "missing-vocabulary", naming the file that is needed.
    Result<void> requireTokenizer() const;
    const Tokenizer& tokenizer() const { return *tokenizer_; } ///< only when hasTokenizer()
    /// Identifies the weights whatever their container (see WeightLoader::fingerprint). States belong to it.
    const Digest& fingerprint() const { return fingerprint_; }
    /// False once a part of the file could not be read any more.
    bool intact() const { return source_->intact(); }

private:
    Model() = default;

    std::shared_ptr<const TensorSource> source_; // tables stay in its memory map
    std::filesystem::path path_;
    ModelInfo info_;
    Digest fingerprint_{};
    std::shared_ptr<const Tokenizer> tokenizer_;
    std::unique_ptr<const Generation> generation_;
};

using ModelRef = std::shared_ptr<const Model>;

} // namespace aviary::engine

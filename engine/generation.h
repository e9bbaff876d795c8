// One RWKV generation: its weights, its state and its forward pass.
#pragma once

#include "engine/base/result.h"
#include "engine/state.h"
#include "engine/tokenizer.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace aviary::engine {

class WeightLoader;
class Workspace;

/// What the tensors say about a model.
struct Dimensions {
    std::string generation; ///< "7"
    int layers = 0;
    int width = 0;
    int heads = 0;
    int headSize = 0;
    int ffn = 0;
    int vocabulary = 0;
    std::map<std::string, int> ranks{}; ///< low-rank widths by branch: w a v g
    std::int64_t parameters = 0;        ///< elements of all tensors the graph reads
};

/// One sequence in a call of forward().
struct Lane {
    State& state;                  ///< read and replaced
    std::span<const Token> tokens; ///< at least one; ids below the vocabulary
    std::span<float> logits; ///< empty: none wanted; [V]: after the last token; [T * V]: after every token
};

/// Immutable after load; any number of threads, each with its own Workspace.
class Generation {
public:
    virtual ~Generation() = default;
    virtual const Dimensions& dimensions() const = 0;
    virtual const std::shared_ptr<const StateLayout>& layout() const = 0;
    /// Bytes of weights that one decoded token reads.
    virtual std::size_t bytesPerToken() const = 0;
    /// Feeds every lane's tokens. How tokens are split over calls changes results by rounding only.
    /// Cannot fail: names, shapes and ranges were checked at load.
    virtual void forward(std::span<const Lane> lanes, Workspace& workspace) const = 0;
};

/// One row of the table of known generations.
struct GenerationEntry {
    std::string_view name;
    /// Whether these tensors are this generation; looks at names only. The first match in the table wins.
    bool (*matches)(const TensorSource&);
    /// Declares every tensor to the loader. With a checking loader nothing is read and the result is only
    /// good for dimensions(). The caller asks the loader for its first fault.
    std::unique_ptr<Generation> (*load)(WeightLoader&);
};

/// Explicit array, derivatives before what they derive from.
std::span<const GenerationEntry> knownGenerations();

/// The entry for these tensors. Errors: Unsupported, naming the architecture where it is recognised.
Result<const GenerationEntry*> findGeneration(const TensorSource& source);

} // namespace aviary::engine

// One RWKV generation: its weights, its state and its forward pass.
#pragma once

#include "engine/base/result.h"
#include "engine/matmul.h"
#include "engine/state.h"
#include "engine/tokenizer.h"
#include "engine/weights.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::engine {

class Workspace;

/// What the tensors say about a model.
struct Dimensions {
    std::string generation{}; ///< "7"
    int layers = 0;
    int width = 0;
    int heads = 0;
    int headSize = 0;
    int ffn = 0;
    int vocabulary = 0;
    std::map<std::string, int> ranks{}; ///< low-rank widths by branch: w a v g
    std::int64_t parameters = 0;        ///< elements of all tensors that are read
};

/// One sequence in a call of forward().
struct Lane {
    State& state;                  ///< read and replaced
    std::span<const Token> tokens; ///< ids below the vocabulary
    std::span<float> logits; ///< empty: none wanted; [V]: after the last token; [T * V]: after every token
};

/// Consecutive rows of one lane within a chunk.
struct Segment {
    State* state;
    const Token* tokens;
    std::size_t row;   ///< its first row in the chunk's activations
    std::size_t count; ///< rows
    float* logits;     ///< where its logits go, or null
    bool everyRow;     ///< logits for every row, not only the last
};

/// What every generation shares: the embedding, the way out, and the cutting of calls into chunks. A
/// generation adds its layers. Immutable after load; any number of threads, each with its own Workspace.
class Generation {
public:
    virtual ~Generation() = default;
    Generation(const Generation&) = delete;
    Generation& operator=(const Generation&) = delete;

    const Dimensions& dimensions() const { return dimensions_; }
    const std::shared_ptr<const StateLayout>& layout() const { return layout_; }
    /// Bytes of weights held in memory.
    virtual std::size_t weightBytes() const;
    /// Bytes of weights that one decoded token reads.
    virtual std::size_t bytesPerToken() const { return weightBytes(); }

    /// Feeds every lane's tokens. How tokens are split over calls changes results by rounding only.
    /// Cannot fail: names, shapes and ranges were checked at load.
    void forward(std::span<const Lane> lanes, Workspace& workspace) const;

protected:
    Generation(WeightLoader& loader, Dimensions dimensions);

    /// x: [rows, C], the embedded tokens, turned into what the last layer leaves. Reads and replaces the
    /// states.
    virtual void layers(std::span<const Segment> segments, std::size_t rows, float* x,
                        Workspace& workspace) const = 0;

    Dimensions dimensions_;
    std::shared_ptr<const StateLayout> layout_;

private:
    void chunk(std::span<const Segment> segments, std::size_t rows, Workspace& workspace) const;

    RowTable embedding_;
    std::vector<float> ln0Weight_, ln0Bias_, outWeight_, outBias_;
    Matrix head_;
};

/// One row of the table of known generations.
struct GenerationEntry {
    std::string_view name;
    /// Whether these tensors are this generation; looks at names only. The first match in the table wins.
    bool (*matches)(const TensorSource&);
    /// Declares every tensor to the loader. With a checking loader nothing is read and the result is only
    /// good for dimensions() and layout(). Null when the sizes themselves make no sense; the caller asks the
    /// loader for its first fault.
    std::unique_ptr<Generation> (*load)(WeightLoader&);
};

/// Explicit array, derivatives before what they derive from.
std::span<const GenerationEntry> knownGenerations();

/// The entry for these tensors. Errors: Unsupported, naming the architecture where it is recognised.
Result<const GenerationEntry*> findGeneration(const TensorSource& source);

} // namespace aviary::engine

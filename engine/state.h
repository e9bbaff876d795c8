// The whole memory of a recurrent model as a value.
#pragma once

#include "engine/base/result.h"
#include "engine/tensor_source.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace aviary::engine {

/// One array of a state.
struct StateField {
    std::string name;     ///< as `state-dump` prints it: "0.att_shift", "0.wkv", "moba.1.k"
    Shape shape;          ///< in the orientation of the published code
    float initial = 0;    ///< value at the start of a text
    bool swapped = false; ///< in memory the last two axes change places
};

/// Which arrays a model's state has and where they lie in the buffer. Immutable, shared by its states.
class StateLayout {
public:
    explicit StateLayout(std::vector<StateField> fields);

    std::span<const StateField> fields() const { return fields_; }
    std::size_t offset(std::size_t field) const { return offsets_[field]; } ///< in floats
    std::size_t floats() const { return offsets_.back(); }
    /// Equal text means equal layout: names, shapes, orientation, order.
    const std::string& description() const { return description_; }

private:
    std::vector<StateField> fields_;
    std::vector<std::size_t> offsets_; // one more than fields
    std::string description_;
};

/// A copyable buffer of float32. Copying is cloning; nothing is shared between copies.
class State {
public:
    explicit State(std::shared_ptr<const StateLayout> layout);

    const StateLayout& layout() const { return *layout_; }
    const std::shared_ptr<const StateLayout>& sharedLayout() const { return layout_; }
    std::span<float> field(std::size_t index);
    std::span<const float> field(std::size_t index) const;
    std::span<float> values() { return values_; }
    std::span<const float> values() const { return values_; }
    std::size_t bytes() const { return values_.size() * sizeof(float); }

    /// Little-endian float32, fields in order, in memory orientation.
    std::vector<std::byte> toBytes() const;
    /// Errors: Corrupt when the length does not fit the layout.
    static Result<State> fromBytes(std::shared_ptr<const StateLayout> layout,
                                   std::span<const std::byte> bytes);

    /// A field's values in the orientation of StateField::shape.
    std::vector<float> published(std::size_t index) const;

private:
    std::shared_ptr<const StateLayout> layout_;
    std::vector<float> values_;
};

} // namespace aviary::engine

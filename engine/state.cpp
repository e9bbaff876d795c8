#include "engine/state.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace aviary::engine {

StateLayout::StateLayout(std::vector<StateField> fields)
    : fields_(std::move(fields))
    , offsets_{0} {
    for (const StateField& field : fields_) {
        offsets_.push_back(offsets_.back() + static_cast<std::size_t>(elementCount(field.shape)));
        description_ += field.name + shapeText(field.shape) + (field.swapped ? "T;" : ";");
    }
}

State::State(std::shared_ptr<const StateLayout> layout)
    : layout_(std::move(layout))
    , values_(layout_->floats()) {
    for (std::size_t i = 0; i < layout_->fields().size(); ++i)
        std::ranges::fill(field(i), layout_->fields()[i].initial);
}

std::span<float> State::field(std::size_t index) {
    return std::span(values_).subspan(layout_->offset(index),
                                      layout_->offset(index + 1) - layout_->offset(index));
}

std::span<const float> State::field(std::size_t index) const {
    return std::span(values_).subspan(layout_->offset(index),
                                      layout_->offset(index + 1) - layout_->offset(index));
}

std::vector<std::byte> State::toBytes() const {
    const auto raw = std::as_bytes(std::span(values_));
    return {raw.begin(), raw.end()};
}

Result<State> State::fromBytes(std::shared_ptr<const StateLayout> layout, std::span<const std::byte> bytes) {
    if (bytes.size() != layout->floats() * sizeof(float))
        return refuse(Fault::Truncated, "a state of " + std::to_string(bytes.size()) +
                                            " bytes does not fit its layout of " +
                                            std::to_string(layout->floats() * sizeof(float)) + " bytes");
    State state(std::move(layout));
    std::memcpy(state.values_.data(), bytes.data(), bytes.size());
    return state;
}

std::vector<float> State::published(std::size_t index) const {
    const auto from = field(index);
    const StateField& info = layout_->fields()[index];
    if (!info.swapped)
        return {from.begin(), from.end()};
    const auto rows = static_cast<std::size_t>(info.shape[info.shape.size() - 2]);
    const auto columns = static_cast<std::size_t>(info.shape.back());
    std::vector<float> out(from.size());
    for (std::size_t start = 0; start < out.size(); start += rows * columns)
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t c = 0; c < columns; ++c)
                out[start + r * columns + c] = from[start + c * rows + r];
    return out;
}

} // namespace aviary::engine

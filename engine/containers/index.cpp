#include "engine/containers/index.h"

#include <algorithm>
#include <utility>

namespace aviary::engine {
namespace {

/// Length of the well-formed UTF-8 character at the front, or 0 (Unicode 15, table 3-7).
std::size_t characterLength(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef)
        return follows(1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0;
    if (first >= 0xf0 && first <= 0xf4)
        return follows(1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf) && follows(2) &&
                       follows(3)
                   ? 4
                   : 0;
    return 0;
}

} // namespace

Result<void> checkName(std::string_view name) {
    if (name.empty())
        return refuse(Fault::Corrupt, "a tensor has no name");
    if (name.size() > FileLimits::kName)
        return refuse(Fault::LimitExceeded, "the name of a tensor is longer than " +
                                                std::to_string(FileLimits::kName) +
                                                " bytes: " + printable(name));
    for (std::string_view rest = name; !rest.empty();) {
        const std::size_t length = characterLength(rest);
        const auto first = static_cast<unsigned char>(rest.front());
        if (length == 0 || first < 0x20 || first == 0x7f)
            return refuse(Fault::Corrupt, "the name of a tensor is no text: " + printable(name));
        rest.remove_prefix(length);
    }
    return {};
}

Result<std::uint64_t> checkedBytes(std::string_view name, const Shape& shape, DType dtype) {
    const auto said = [&] { return "tensor " + printable(name) + " has shape " + shapeText(shape); };
    if (shape.empty() || shape.size() > FileLimits::kDimensions)
        return refuse(Fault::BadShape, said() + ", where 1 to 4 dimensions are possible");
    std::int64_t elements = 1;
    for (const std::int64_t n : shape) {
        if (n < 1)
            return refuse(Fault::BadShape, said());
        if (n > FileLimits::kDimension || __builtin_mul_overflow(elements, n, &elements) ||
            elements >= FileLimits::kElements)
            return refuse(Fault::LimitExceeded, said() + ", which is larger than any model");
    }
    return static_cast<std::uint64_t>(elements) * dtypeSize(dtype);
}

Result<void> IndexedFile::insert(std::string name, DType dtype, Shape shape, std::uint64_t offset,
                                 Entry entry) {
    if (auto named = checkName(name); !named)
        return named;
    if (tensors_.size() >= FileLimits::kTensors)
        return refuse(Fault::LimitExceeded,
                      "the file holds more than " + std::to_string(FileLimits::kTensors) + " tensors");
    const auto size = checkedBytes(name, shape, dtype);
    if (!size)
        return Failure(size.error());
    if (entry.copy.empty() && (offset > bytes().size() || *size > bytes().size() - offset))
        return refuse(Fault::OutOfRange, "tensor " + name + " lies outside the file");
    entry.index = tensors_.size();
    if (!entries_.emplace(name, std::move(entry)).second)
        return refuse(Fault::DuplicateName, "two tensors are called " + name);
    tensors_.push_back({std::move(name), dtype, std::move(shape), offset, *size});
    return {};
}

Result<void> IndexedFile::add(std::string name, DType dtype, Shape shape, std::uint64_t offset,
                              bool swapped) {
    return insert(std::move(name), dtype, std::move(shape), offset, {.index = 0, .swapped = swapped});
}

Result<void> IndexedFile::addCopy(std::string name, DType dtype, Shape shape, std::uint64_t offset,
                                  std::vector<std::byte> elements) {
    return insert(std::move(name), dtype, std::move(shape), offset,
                  {.index = 0, .copy = std::move(elements)});
}

void IndexedFile::swapAxes(std::string_view name) {
    const auto found = entries_.find(std::string(name));
    if (found == entries_.end())
        return;
    Shape& shape = tensors_[found->second.index].shape;
    if (shape.size() < 2)
        return;
    std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
    found->second.swapped = !found->second.swapped;
}

std::optional<TensorView> IndexedFile::find(std::string_view name) const {
    const auto found = entries_.find(std::string(name));
    if (found == entries_.end())
        return {};
    const Entry& entry = found->second;
    const TensorInfo& info = tensors_[entry.index];
    const auto data = entry.copy.empty() ? bytes().subspan(static_cast<std::size_t>(info.offset),
                                                           static_cast<std::size_t>(info.bytes))
                                         : std::span<const std::byte>(entry.copy);
    return TensorView{info.dtype, info.shape, data, entry.swapped};
}

} // namespace aviary::engine

// What every reader of weights shares: a checked index over a mapped file.
#pragma once

#include "engine/base/mapped_file.h"
#include "engine/tensor_source.h"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace aviary::engine {

/// A TensorSource over a mapped file and the few arrays that had to be laid out anew. Readers fill it through
/// add(), which checks.
class IndexedFile final : public TensorSource {
public:
    IndexedFile(MappedFile file, std::string_view container)
        : file_(std::move(file))
        , container_(container) {}

    std::span<const std::byte> bytes() const { return file_.bytes(); }

    /// A tensor whose elements lie in the file from `offset` on.
    /// Errors: the faults of names, shapes and ranges.
    Result<void> add(std::string name, DType dtype, Shape shape, std::uint64_t offset, bool swapped = false);
    /// A tensor with its own copy of the elements; `offset` and `bytes` say where they came from.
    Result<void> addCopy(std::string name, DType dtype, Shape shape, std::uint64_t offset,
                         std::vector<std::byte> elements);
    void addMetadata(std::string key, std::string value) {
        metadata_.insert_or_assign(std::move(key), std::move(value));
    }
    void addRemark(std::string text) { remarks_.push_back(std::move(text)); }

    /// The tensor turns out to be stored with its last two axes exchanged: its shape is turned round.
    void swapAxes(std::string_view name);

    std::span<const TensorInfo> tensors() const override { return tensors_; }
    std::optional<TensorView> find(std::string_view name) const override;
    const std::map<std::string, std::string>& metadata() const override { return metadata_; }
    std::string_view container() const override { return container_; }
    bool intact() const override { return file_.intact(); }
    std::span<const std::string> remarks() const override { return remarks_; }

private:
    struct Entry {
        std::size_t index; // in tensors_
        bool swapped = false;
        std::vector<std::byte> copy{}; // empty: in the file
    };
    Result<void> insert(std::string name, DType dtype, Shape shape, std::uint64_t offset, Entry entry);

    MappedFile file_;
    std::string_view container_;
    std::vector<TensorInfo> tensors_;
    std::unordered_map<std::string, Entry> entries_;
    std::map<std::string, std::string> metadata_;
    std::vector<std::string> remarks_;
};

/// Errors: LimitExceeded, BadShape. Result: bytes of a tensor of this shape and type.
Result<std::uint64_t> checkedBytes(std::string_view name, const Shape& shape, DType dtype);

/// Errors: LimitExceeded (too long), Corrupt (control characters, not UTF-8).
Result<void> checkName(std::string_view name);

} // namespace aviary::engine

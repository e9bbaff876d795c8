// Reads the pickle of a PyTorch checkpoint without ever running it.
#pragma once

#include "engine/base/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace aviary::engine {

/// Where a text stands in the pickle's bytes.
struct PickleText {
    std::uint32_t offset, length;
};
/// References into the Pickle; the objects may refer to each other in any way, circles included.
struct PickleSequenceRef {
    std::uint32_t index; // tuple or list
};
struct PickleDictRef {
    std::uint32_t index;
};
struct PickleStorageRef {
    std::uint32_t index;
};
struct PickleTensorRef {
    std::uint32_t index;
};
/// A name out of the allow-list, e.g. module "torch._utils", name "_rebuild_tensor_v2".
struct PickleGlobal {
    std::string_view module, name;
};

/// Everything a checkpoint's pickle can hold. Kept small: a file may name a million of them.
using PickleValue = std::variant<std::monostate, bool, std::int64_t, double, PickleText, PickleSequenceRef,
                                 PickleDictRef, const PickleGlobal*, PickleStorageRef, PickleTensorRef>;

/// A storage record: `elements` numbers of `type` (the class' name, e.g. "BFloat16Storage") in the archive's
/// entry "data/KEY".
struct PickleStorage {
    std::string_view type;
    PickleText key;
    std::int64_t elements;
};

/// A view into a storage; offset and strides count elements.
struct PickleTensor {
    PickleStorageRef storage;
    std::uint32_t rank;
    std::int64_t offset;
    std::array<std::int64_t, 4> sizes, steps;

    std::vector<std::int64_t> shape() const { return {sizes.begin(), sizes.begin() + rank}; }
    std::vector<std::int64_t> strides() const { return {steps.begin(), steps.begin() + rank}; }
};

/// The objects of a pickle. Lives no longer than the bytes it was read from.
class Pickle {
public:
    using Pairs = std::vector<std::pair<PickleValue, PickleValue>>;

    explicit Pickle(std::span<const std::byte> bytes)
        : bytes_(bytes) {}

    std::string_view text(PickleText where) const;
    std::optional<std::string_view> text(const PickleValue& value) const;
    /// In order of insertion, repeated keys included; null if the value is no dictionary.
    const Pairs* dict(const PickleValue& value) const;
    const PickleTensor* tensor(const PickleValue& value) const;
    const PickleStorage& storage(PickleStorageRef ref) const { return storages[ref.index]; }

    struct Sequence {
        std::vector<PickleValue> items;
        int depth; ///< of nesting below it, itself included
    };
    struct Dict {
        Pairs items;
        int depth;
    };
    std::deque<Sequence> sequences{};
    std::deque<Dict> dicts{};
    std::deque<PickleStorage> storages{};
    std::deque<PickleTensor> tensors{};
    PickleValue top{};

private:
    std::span<const std::byte> bytes_;
};

/// Interprets the opcodes that checkpoints use, with an allow-list of names and none of their behaviour.
/// Time is proportional to the bytes, memory at most about 64 MiB.
/// Errors: UnsafePickle (another name or a calling opcode), UnsupportedDtype (an unknown storage class),
/// LimitExceeded, BadShape (more than four dimensions), Corrupt.
Result<Pickle> readPickle(std::span<const std::byte> bytes);

} // namespace aviary::engine

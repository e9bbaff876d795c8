// Reads the pickle of a PyTorch checkpoint without ever running it.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace aviary::engine {

struct PickleValue;
/// Values live in their Pickle; containers may refer to each other in any way, circles included.
using PickleRef = const PickleValue*;

/// A storage record: `elements` numbers of `type` (the class' name, e.g. "BFloat16Storage") in the archive's
/// entry "data/KEY".
struct PickleStorage {
    std::string type, key;
    std::int64_t elements = 0;
};
/// A view into a storage; offset and strides count elements.
struct PickleTensor {
    PickleStorage storage;
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape, strides;
};
/// A name out of the allow-list, e.g. module "torch._utils", name "_rebuild_tensor_v2".
struct PickleGlobal {
    std::string module, name;
};
struct PickleSequence { // tuple or list
    std::vector<PickleRef> items;
};
struct PickleDict { // in order of insertion
    std::vector<std::pair<PickleRef, PickleRef>> items;
};

/// Everything a checkpoint's pickle can hold.
struct PickleValue {
    std::variant<std::monostate, bool, std::int64_t, double, std::string, PickleSequence, PickleDict,
                 PickleGlobal, PickleStorage, PickleTensor>
        value;
    int depth = 0; ///< of nesting below it
};

template <class T> const T* pickled(PickleRef ref) {
    return ref != nullptr ? std::get_if<T>(&ref->value) : nullptr;
}

struct Pickle {
    std::deque<PickleValue> values{};
    PickleRef top = nullptr;
};

/// Interprets the opcodes that checkpoints use, with an allow-list of names and none of their behaviour.
/// Errors: UnsafePickle (another name or a calling opcode), UnsupportedDtype (an unknown storage class),
/// LimitExceeded, Corrupt.
Result<Pickle> readPickle(std::span<const std::byte> bytes);

} // namespace aviary::engine

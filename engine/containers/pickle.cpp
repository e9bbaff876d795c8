#include "engine/containers/pickle.h"

#include "engine/base/byte_reader.h"
#include "engine/tensor_source.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace aviary::engine {
namespace {

/// The opcodes of pickle protocols 2 to 4 that occur in checkpoints.
enum Opcode : std::uint8_t {
    kMark = '(',
    kStop = '.',
    kPop = '0',
    kPopMark = '1',
    kDup = '2',
    kBinFloat = 'G',
    kBinInt = 'J',
    kBinInt1 = 'K',
    kBinInt2 = 'M',
    kNone = 'N',
    kBinPersId = 'Q',
    kReduce = 'R',
    kBinString = 'T',
    kShortBinString = 'U',
    kBinUnicode = 'X',
    kEmptyList = ']',
    kAppend = 'a',
    kBuild = 'b',
    kGlobal = 'c',
    kAppends = 'e',
    kBinGet = 'h',
    kLongBinGet = 'j',
    kBinPut = 'q',
    kLongBinPut = 'r',
    kSetItem = 's',
    kTuple = 't',
    kSetItems = 'u',
    kEmptyDict = '}',
    kEmptyTuple = ')',
    kProto = 0x80,
    kTuple1 = 0x85,
    kTuple2 = 0x86,
    kTuple3 = 0x87,
    kNewTrue = 0x88,
    kNewFalse = 0x89,
    kLong1 = 0x8a,
    kShortBinUnicode = 0x8c,
    kMemoize = 0x94,
    kFrame = 0x95,
};

/// Opcodes that make Python look up or call something. Named in the refusal, because they are never there by
/// accident.
constexpr std::array<std::uint8_t, 8> kCallingOpcodes{'i', 'o', 'P', 0x81, 0x82, 0x83, 0x84, 0x93};

constexpr std::array<std::string_view, 10> kStorages{
    "FloatStorage", "HalfStorage",  "BFloat16Storage", "DoubleStorage", "LongStorage",
    "IntStorage",   "ShortStorage", "CharStorage",     "ByteStorage",   "BoolStorage"};
constexpr std::array<std::string_view, 8> kDtypes{"float32", "float16", "bfloat16", "float64",
                                                  "int64",   "int32",   "uint8",    "bool"};

/// Exact pairs only: a prefix match would let strangers in.
bool allowed(std::string_view module, std::string_view name) {
    if (module == "torch._utils")
        return name == "_rebuild_tensor_v2" || name == "_rebuild_tensor" || name == "_rebuild_parameter";
    if (module == "collections")
        return name == "OrderedDict";
    if (module == "torch.storage")
        return name == "UntypedStorage";
    if (module == "torch")
        return std::ranges::count(kStorages, name) > 0 || std::ranges::count(kDtypes, name) > 0 ||
               name == "Size";
    return false;
}

// A checkpoint of 65,536 tensors has about 25 values for each.
constexpr std::size_t kMostValues = 2'000'000;

class Machine {
public:
    explicit Machine(std::span<const std::byte> bytes)
        : in_(bytes) {}

    Result<Pickle> run() {
        for (std::uint64_t count = 0; count < FileLimits::kPickleOpcodes; ++count) {
            const auto opcode = in_.u8();
            if (!in_.ok())
                return refuse(Fault::Corrupt, "the checkpoint's pickle ends in the middle");
            if (opcode == kStop) {
                if (stack_.size() != 1 || stack_.back() == nullptr)
                    return refuse(Fault::Corrupt, "the checkpoint's pickle leaves no single object");
                pickle_.top = stack_.back();
                return std::move(pickle_);
            }
            if (!step(opcode))
                return Failure(*fault_);
        }
        return refuse(Fault::LimitExceeded, "the checkpoint's pickle has too many opcodes");
    }

private:
    // Values; a null reference is a mark.
    using Stack = std::vector<PickleRef>;

    bool stop(Fault fault, std::string message) {
        if (!fault_)
            fault_ = refuse(fault, std::move(message)).value();
        return false;
    }
    bool damaged() {
        return stop(Fault::Corrupt,
                    "the checkpoint's pickle is damaged at byte " + std::to_string(in_.position()));
    }

    template <class T> bool push(T value, int depth = 0) {
        if (!in_.ok())
            return damaged();
        if (depth > static_cast<int>(FileLimits::kPickleDepth))
            return stop(Fault::LimitExceeded, "the checkpoint's pickle is nested too deeply");
        if (pickle_.values.size() >= kMostValues)
            return stop(Fault::LimitExceeded, "the checkpoint's pickle holds too many values");
        stack_.push_back(&pickle_.values.emplace_back(PickleValue{std::move(value), depth}));
        return true;
    }

    /// Takes the top value; null after a fault.
    PickleRef pop() {
        if (stack_.empty() || !stack_.back()) {
            damaged();
            return {};
        }
        PickleRef top = stack_.back();
        stack_.pop_back();
        return top;
    }

    /// Takes everything above the last mark, and the mark.
    std::optional<Stack> popToMark() {
        const auto mark = std::find(stack_.rbegin(), stack_.rend(), nullptr);
        if (mark == stack_.rend()) {
            damaged();
            return {};
        }
        Stack items(mark.base(), stack_.end());
        stack_.erase(mark.base() - 1, stack_.end());
        return items;
    }

    static int depthOf(const Stack& items) {
        int most = -1;
        for (const auto& item : items)
            most = std::max(most, item->depth);
        return most + 1;
    }

    bool pushTuple(std::size_t count) {
        if (stack_.size() < count)
            return damaged();
        const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
        if (std::find(first, stack_.end(), nullptr) != stack_.end())
            return damaged();
        PickleSequence tuple{{first, stack_.end()}};
        stack_.erase(first, stack_.end());
        const int depth = depthOf(tuple.items);
        return push(std::move(tuple), depth);
    }

    bool get(std::uint64_t index) {
        const auto found = memo_.find(index);
        if (found == memo_.end() || !in_.ok())
            return damaged();
        stack_.push_back(found->second);
        return true;
    }

    bool put(std::uint64_t index) {
        if (stack_.empty() || !stack_.back() || !in_.ok())
            return damaged();
        if (memo_.size() >= FileLimits::kPickleMemo)
            return stop(Fault::LimitExceeded, "the checkpoint's pickle remembers too much");
        memo_[index] = stack_.back();
        return true;
    }

    bool text(std::uint64_t length) {
        if (length > FileLimits::kString)
            return stop(Fault::LimitExceeded,
                        "the checkpoint's pickle has a text of " + std::to_string(length) + " bytes");
        return push(std::string(in_.text(length)));
    }

    bool global() {
        const auto line = [&] {
            std::string out;
            for (char c = static_cast<char>(in_.u8());
                 in_.ok() && c != '\n' && out.size() <= FileLimits::kName; c = static_cast<char>(in_.u8()))
                out += c;
            return out;
        };
        PickleGlobal name{line(), line()};
        if (!in_.ok())
            return damaged();
        if (allowed(name.module, name.name))
            return push(std::move(name));
        if (name.module == "torch" && name.name.ends_with("Storage"))
            return stop(Fault::UnsupportedDtype, "the checkpoint holds tensors of the kind " +
                                                     printable(name.name) +
                                                     ", which this version cannot read");
        return stop(Fault::UnsafePickle, "this file contains program code (" + printable(name.module) + "." +
                                             printable(name.name) + ") and was not opened");
    }

    // ('storage', class, key, location, elements)
    bool persistentId() {
        const auto id = pop();
        const auto* tuple = pickled<PickleSequence>(id);
        if (tuple == nullptr || tuple->items.size() < 5)
            return damaged();
        const auto& items = tuple->items;
        const auto* kind = pickled<std::string>(items[0]);
        const auto* type = pickled<PickleGlobal>(items[1]);
        const auto* key = pickled<std::string>(items[2]);
        const auto* elements = pickled<std::int64_t>(items[4]);
        if (kind == nullptr || *kind != "storage" || type == nullptr || key == nullptr ||
            elements == nullptr || *elements < 0)
            return damaged();
        return push(PickleStorage{type->name, *key, *elements});
    }

    bool reduce() {
        const auto arguments = pop();
        const auto callable = pop();
        const auto* function = pickled<PickleGlobal>(callable);
        const auto* tuple = pickled<PickleSequence>(arguments);
        if (fault_ || function == nullptr || tuple == nullptr)
            return damaged();
        const auto& items = tuple->items;
        if (function->name == "OrderedDict")
            return orderedDict(items);
        if (function->name == "_rebuild_parameter") {
            if (items.empty() || pickled<PickleTensor>(items[0]) == nullptr)
                return damaged();
            stack_.push_back(items[0]);
            return true;
        }
        if (function->name == "_rebuild_tensor_v2" || function->name == "_rebuild_tensor")
            return rebuildTensor(items);
        if (function->name == "Size") {
            if (items.size() != 1 || pickled<PickleSequence>(items[0]) == nullptr)
                return damaged();
            stack_.push_back(items[0]);
            return true;
        }
        return stop(Fault::UnsafePickle,
                    "this file calls " + function->module + "." + function->name + " and was not opened");
    }

    bool orderedDict(const Stack& items) {
        PickleDict dict;
        int depth = 1;
        if (!items.empty()) {
            const auto* pairs = pickled<PickleSequence>(items[0]);
            if (pairs == nullptr)
                return damaged();
            for (const auto& one : pairs->items) {
                const auto* pair = pickled<PickleSequence>(one);
                if (pair == nullptr || pair->items.size() != 2)
                    return damaged();
                dict.items.emplace_back(pair->items[0], pair->items[1]);
            }
            depth += items[0]->depth;
        }
        return push(std::move(dict), depth);
    }

    // (storage, offset, size, stride, ...)
    bool rebuildTensor(const Stack& items) {
        if (items.size() < 4)
            return damaged();
        const auto* storage = pickled<PickleStorage>(items[0]);
        const auto* offset = pickled<std::int64_t>(items[1]);
        if (storage == nullptr || offset == nullptr)
            return damaged();
        PickleTensor tensor{*storage, *offset, {}, {}};
        for (const auto& [from, to] :
             {std::pair(&items[2], &tensor.shape), std::pair(&items[3], &tensor.strides)}) {
            const auto* list = pickled<PickleSequence>(*from);
            if (list == nullptr || list->items.size() > 64)
                return damaged();
            for (const auto& item : list->items) {
                const auto* n = pickled<std::int64_t>(item);
                if (n == nullptr)
                    return damaged();
                to->push_back(*n);
            }
        }
        if (tensor.shape.size() != tensor.strides.size())
            return damaged();
        return push(std::move(tensor));
    }

    /// The top of the stack, a container of kind T, to be filled.
    template <class T> T* open(const Stack& items) {
        if (stack_.empty() || pickled<T>(stack_.back()) == nullptr) {
            damaged();
            return nullptr;
        }
        // Every value on the stack is one of ours.
        auto* value = const_cast<PickleValue*>(stack_.back());
        value->depth = std::max(value->depth, depthOf(items));
        if (value->depth > static_cast<int>(FileLimits::kPickleDepth)) {
            stop(Fault::LimitExceeded, "the checkpoint's pickle is nested too deeply");
            return nullptr;
        }
        return &std::get<T>(value->value);
    }

    bool append(const Stack& items) {
        auto* list = open<PickleSequence>(items);
        if (list == nullptr)
            return false;
        list->items.insert(list->items.end(), items.begin(), items.end());
        return true;
    }

    bool setItems(const Stack& items) {
        if (items.size() % 2 != 0)
            return damaged();
        auto* dict = open<PickleDict>(items);
        if (dict == nullptr)
            return false;
        for (std::size_t i = 0; i < items.size(); i += 2)
            dict->items.emplace_back(items[i], items[i + 1]);
        return true;
    }

    bool longNumber(std::size_t length) {
        const auto raw = in_.bytes(length);
        if (!in_.ok() || length > 8)
            return damaged();
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < length; ++i)
            value |= std::to_integer<std::uint64_t>(raw[i]) << (8 * i);
        const bool negative = length > 0 && (std::to_integer<unsigned>(raw[length - 1]) & 0x80U) != 0;
        if (negative && length < 8)
            value |= ~std::uint64_t{0} << (8 * length);
        return push(static_cast<std::int64_t>(value));
    }

    bool bigEndianDouble() {
        const auto raw = in_.bytes(8);
        std::uint64_t bits = 0;
        for (const std::byte b : raw)
            bits = bits << 8 | std::to_integer<std::uint64_t>(b);
        return push(std::bit_cast<double>(bits));
    }

    bool step(std::uint8_t opcode) {
        switch (opcode) {
        case kProto:
            in_.skip(1);
            return in_.ok() || damaged();
        case kFrame:
            in_.skip(8);
            return in_.ok() || damaged();
        case kMark:
            stack_.push_back(nullptr);
            return true;
        case kPop:
            if (stack_.empty())
                return damaged();
            stack_.pop_back();
            return true;
        case kPopMark:
            return popToMark().has_value();
        case kDup:
            if (stack_.empty() || !stack_.back())
                return damaged();
            stack_.push_back(stack_.back());
            return true;
        case kNone:
            return push(std::monostate());
        case kNewTrue:
            return push(true);
        case kNewFalse:
            return push(false);
        case kBinInt:
            return push(std::int64_t{static_cast<std::int32_t>(in_.u32())});
        case kBinInt1:
            return push(std::int64_t{in_.u8()});
        case kBinInt2:
            return push(std::int64_t{in_.u16()});
        case kLong1:
            return longNumber(in_.u8());
        case kBinFloat:
            return bigEndianDouble();
        case kBinUnicode:
        case kBinString:
            return text(in_.u32());
        case kShortBinUnicode:
        case kShortBinString:
            return text(in_.u8());
        case kEmptyList:
            return push(PickleSequence());
        case kEmptyDict:
            return push(PickleDict());
        case kEmptyTuple:
            return push(PickleSequence());
        case kTuple1:
            return pushTuple(1);
        case kTuple2:
            return pushTuple(2);
        case kTuple3:
            return pushTuple(3);
        case kTuple: {
            auto items = popToMark();
            if (!items)
                return false;
            const int depth = depthOf(*items);
            return push(PickleSequence{std::move(*items)}, depth);
        }
        case kAppend: {
            const auto item = pop();
            return item != nullptr && append({item});
        }
        case kAppends: {
            auto items = popToMark();
            return items && append(*items);
        }
        case kSetItem: {
            const auto value = pop();
            const auto key = pop();
            return key != nullptr && value != nullptr && setItems({key, value});
        }
        case kSetItems: {
            auto items = popToMark();
            return items && setItems(*items);
        }
        case kBinPut:
            return put(in_.u8());
        case kLongBinPut:
            return put(in_.u32());
        case kMemoize:
            return put(memo_.size());
        case kBinGet:
            return get(in_.u8());
        case kLongBinGet:
            return get(in_.u32());
        case kGlobal:
            return global();
        case kBinPersId:
            return persistentId();
        case kReduce:
            return reduce();
        case kBuild: { // an attribute dictionary, such as OrderedDict's _metadata: of no use here
            const auto attributes = pop();
            return (attributes != nullptr && !stack_.empty() &&
                    pickled<PickleDict>(stack_.back()) != nullptr) ||
                   damaged();
        }
        default:
            if (std::ranges::count(kCallingOpcodes, opcode) > 0)
                return stop(Fault::UnsafePickle, "this file contains program code (pickle opcode " +
                                                     std::to_string(opcode) + ") and was not opened");
            return stop(Fault::Corrupt,
                        "the checkpoint's pickle has the unknown opcode " + std::to_string(opcode));
        }
    }

    ByteReader in_;
    Pickle pickle_;
    Stack stack_;
    std::unordered_map<std::uint64_t, PickleRef> memo_;
    std::optional<Error> fault_;
};

} // namespace

Result<Pickle> readPickle(std::span<const std::byte> bytes) {
    if (bytes.size() > FileLimits::kPickleBytes)
        return refuse(Fault::LimitExceeded, "the checkpoint's pickle is larger than 64 MiB");
    return Machine(bytes).run();
}

} // namespace aviary::engine

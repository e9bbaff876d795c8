#include "engine/containers/pickle.h"

#include "engine/base/byte_reader.h"
#include "engine/tensor_source.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string>
#include <string_view>

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

/// Exact pairs only: a prefix match would let strangers in.
constexpr std::array kAllowed{
    PickleGlobal{"torch._utils", "_rebuild_tensor_v2"},
    PickleGlobal{"torch._utils", "_rebuild_tensor"},
    PickleGlobal{"torch._utils", "_rebuild_parameter"},
    PickleGlobal{"collections", "OrderedDict"},
    PickleGlobal{"torch", "FloatStorage"},
    PickleGlobal{"torch", "HalfStorage"},
    PickleGlobal{"torch", "BFloat16Storage"},
    PickleGlobal{"torch", "DoubleStorage"},
    PickleGlobal{"torch", "LongStorage"},
    PickleGlobal{"torch", "IntStorage"},
    PickleGlobal{"torch", "ShortStorage"},
    PickleGlobal{"torch", "CharStorage"},
    PickleGlobal{"torch", "ByteStorage"},
    PickleGlobal{"torch", "BoolStorage"},
    PickleGlobal{"torch.storage", "UntypedStorage"},
    PickleGlobal{"torch", "Size"},
    PickleGlobal{"torch", "float32"},
    PickleGlobal{"torch", "float16"},
    PickleGlobal{"torch", "bfloat16"},
    PickleGlobal{"torch", "float64"},
    PickleGlobal{"torch", "int64"},
    PickleGlobal{"torch", "int32"},
    PickleGlobal{"torch", "int16"},
    PickleGlobal{"torch", "int8"},
    PickleGlobal{"torch", "uint8"},
    PickleGlobal{"torch", "bool"},
};

// A checkpoint of 65,536 tensors (the most that is accepted) needs about 650 bytes for each. Python writes
// a dictionary in portions of 1,000 pairs; four million bytes of stack leave room for one that does not.
constexpr std::size_t kMostMemory = 48u << 20;
constexpr std::size_t kMostOnStack = 262'144;

class Machine {
public:
    explicit Machine(std::span<const std::byte> bytes)
        : in_(bytes)
        , pickle_(bytes) {}

    Result<Pickle> run() {
        for (std::uint64_t count = 0; count < FileLimits::kPickleOpcodes; ++count) {
            const auto opcode = in_.u8();
            if (!in_.ok())
                return refuse(Fault::Corrupt, "the checkpoint's pickle ends in the middle");
            if (opcode == kStop)
                return finish();
            if (!step(opcode))
                return Failure(*fault_);
        }
        return refuse(Fault::LimitExceeded, "the checkpoint's pickle has too many opcodes");
    }

private:
    using Items = std::vector<PickleValue>;

    Result<Pickle> finish() {
        if (stack_.size() != 1 || !marks_.empty())
            return refuse(Fault::Corrupt, "the checkpoint's pickle leaves no single object");
        if (in_.remaining() != 0)
            return refuse(Fault::Corrupt, "the checkpoint's pickle goes on after its end");
        pickle_.top = stack_.back();
        return std::move(pickle_);
    }

    bool stop(Fault fault, std::string message) {
        if (!fault_)
            fault_ = refuse(fault, std::move(message)).value();
        return false;
    }
    bool damaged() {
        return stop(Fault::Corrupt,
                    "the checkpoint's pickle is damaged at byte " + std::to_string(in_.position()));
    }

    /// Accounts for memory before it is taken.
    bool spend(std::size_t bytes) {
        spent_ += bytes;
        return spent_ <= kMostMemory ||
               stop(Fault::LimitExceeded, "the checkpoint's pickle holds too many values");
    }

    bool push(PickleValue value) {
        if (!in_.ok())
            return damaged();
        if (stack_.size() >= kMostOnStack)
            return stop(Fault::LimitExceeded, "the checkpoint's pickle needs too large a stack");
        stack_.push_back(value);
        return true;
    }

    /// Values above the last mark; those below it are out of reach.
    std::size_t reachable() const { return stack_.size() - (marks_.empty() ? 0 : marks_.back()); }

    std::optional<PickleValue> pop() {
        if (reachable() == 0) {
            damaged();
            return {};
        }
        const PickleValue top = stack_.back();
        stack_.pop_back();
        return top;
    }

    /// Takes everything above the last mark, and the mark.
    std::optional<Items> popToMark() {
        if (marks_.empty()) {
            damaged();
            return {};
        }
        const std::size_t count = reachable();
        marks_.pop_back();
        return popItems(count);
    }

    std::optional<Items> popItems(std::size_t count) {
        if (reachable() < count) {
            damaged();
            return {};
        }
        const auto first = stack_.end() - static_cast<std::ptrdiff_t>(count);
        Items items(first, stack_.end());
        stack_.erase(first, stack_.end());
        return items;
    }

    int depthOf(const PickleValue& value) const {
        if (const auto* sequence = std::get_if<PickleSequenceRef>(&value))
            return pickle_.sequences[sequence->index].depth;
        if (const auto* dict = std::get_if<PickleDictRef>(&value))
            return pickle_.dicts[dict->index].depth;
        return 0;
    }

    /// Depth of a container of these items.
    int depthAbove(const Items& items) const {
        int most = 0;
        for (const PickleValue& item : items)
            most = std::max(most, depthOf(item));
        return most + 1;
    }

    bool shallow(int depth) {
        return depth <= static_cast<int>(FileLimits::kPickleDepth) ||
               stop(Fault::LimitExceeded, "the checkpoint's pickle is nested too deeply");
    }

    template <class Ref, class T> bool pushNew(std::deque<T>& objects, T object) {
        if (!spend(sizeof(T)))
            return false;
        objects.push_back(std::move(object));
        return push(Ref{static_cast<std::uint32_t>(objects.size() - 1)});
    }

    bool pushTuple(std::optional<Items> items) {
        if (!items)
            return false;
        const int depth = depthAbove(*items);
        return shallow(depth) && spend(items->size() * sizeof(PickleValue)) &&
               pushNew<PickleSequenceRef>(pickle_.sequences, {std::move(*items), depth});
    }

    bool get(std::uint64_t index) {
        if (!in_.ok() || index >= memo_.size() || !memo_[static_cast<std::size_t>(index)])
            return damaged();
        return push(*memo_[static_cast<std::size_t>(index)]);
    }

    bool put(std::uint64_t index) {
        if (reachable() == 0 || !in_.ok())
            return damaged();
        if (index >= FileLimits::kPickleMemo)
            return stop(Fault::LimitExceeded, "the checkpoint's pickle remembers too much");
        if (index >= memo_.size())
            memo_.resize(static_cast<std::size_t>(index) + 1);
        auto& slot = memo_[static_cast<std::size_t>(index)];
        memorised_ += slot ? 0U : 1U;
        slot = stack_.back();
        return true;
    }

    bool text(std::uint64_t length) {
        if (length > FileLimits::kString)
            return stop(Fault::LimitExceeded,
                        "the checkpoint's pickle has a text of " + std::to_string(length) + " bytes");
        const auto offset = static_cast<std::uint32_t>(in_.position());
        in_.skip(length);
        return push(PickleText{offset, static_cast<std::uint32_t>(length)});
    }

    std::string line() {
        std::string out;
        for (auto c = static_cast<char>(in_.u8()); in_.ok() && c != '\n'; c = static_cast<char>(in_.u8()))
            if (out.size() <= FileLimits::kName)
                out += c;
        return out;
    }

    bool global() {
        const std::string module = line();
        const std::string name = line();
        if (!in_.ok())
            return damaged();
        const auto known = std::ranges::find_if(
            kAllowed, [&](const PickleGlobal& g) { return g.module == module && g.name == name; });
        if (known != kAllowed.end())
            return push(&*known);
        if (module == "torch" && name.ends_with("Storage"))
            return stop(Fault::UnsupportedDtype, "the checkpoint holds tensors of the kind " +
                                                     printable(name) + ", which this version cannot read");
        return stop(Fault::UnsafePickle, "this file contains program code (" + printable(module) + "." +
                                             printable(name) + ") and was not opened");
    }

    const Items* sequence(const PickleValue& value) const {
        const auto* ref = std::get_if<PickleSequenceRef>(&value);
        return ref != nullptr ? &pickle_.sequences[ref->index].items : nullptr;
    }

    // ('storage', class, key, location, elements)
    bool persistentId() {
        const auto id = pop();
        const Items* items = id ? sequence(*id) : nullptr;
        if (items == nullptr || items->size() < 5)
            return damaged();
        const auto* type = std::get_if<const PickleGlobal*>(&(*items)[1]);
        const auto* key = std::get_if<PickleText>(&(*items)[2]);
        const auto* elements = std::get_if<std::int64_t>(&(*items)[4]);
        if (pickle_.text((*items)[0]) != "storage" || type == nullptr || key == nullptr ||
            elements == nullptr || *elements < 0)
            return damaged();
        return pushNew<PickleStorageRef>(pickle_.storages, {(*type)->name, *key, *elements});
    }

    bool reduce() {
        const auto arguments = pop();
        const auto callable = pop();
        if (!arguments || !callable)
            return false;
        const auto* function = std::get_if<const PickleGlobal*>(&*callable);
        const Items* items = sequence(*arguments);
        if (function == nullptr || items == nullptr)
            return damaged();
        const std::string_view name = (*function)->name;
        if (name == "OrderedDict")
            return orderedDict(*items);
        if (name == "_rebuild_parameter") // (tensor, requires_grad, hooks)
            return !items->empty() && pickle_.tensor(items->front()) != nullptr ? push(items->front())
                                                                                : damaged();
        if (name == "_rebuild_tensor_v2" || name == "_rebuild_tensor")
            return rebuildTensor(*items);
        if (name == "Size")
            return items->size() == 1 && sequence(items->front()) != nullptr ? push(items->front())
                                                                             : damaged();
        return stop(Fault::UnsafePickle, "this file calls " + std::string((*function)->module) + "." +
                                             std::string(name) + " and was not opened");
    }

    bool orderedDict(const Items& arguments) {
        Pickle::Dict dict{{}, 1};
        const Items* pairs = arguments.empty() ? nullptr : sequence(arguments.front());
        if (arguments.size() > 1 || (!arguments.empty() && pairs == nullptr))
            return damaged();
        if (pairs != nullptr) {
            if (!spend(pairs->size() * 2 * sizeof(PickleValue)))
                return false;
            dict.depth = depthOf(arguments.front()) + 1;
            for (const PickleValue& one : *pairs) {
                const Items* pair = sequence(one);
                if (pair == nullptr || pair->size() != 2)
                    return damaged();
                dict.items.emplace_back((*pair)[0], (*pair)[1]);
            }
        }
        return shallow(dict.depth) && pushNew<PickleDictRef>(pickle_.dicts, std::move(dict));
    }

    // (storage, offset, size, stride, ...)
    bool rebuildTensor(const Items& items) {
        if (items.size() < 4)
            return damaged();
        const auto* storage = std::get_if<PickleStorageRef>(&items[0]);
        const auto* offset = std::get_if<std::int64_t>(&items[1]);
        const Items* shape = sequence(items[2]);
        const Items* strides = sequence(items[3]);
        if (storage == nullptr || offset == nullptr || shape == nullptr || strides == nullptr ||
            shape->size() != strides->size())
            return damaged();
        if (shape->size() > FileLimits::kDimensions)
            return stop(Fault::BadShape, "the checkpoint has a tensor of " + std::to_string(shape->size()) +
                                             " dimensions; at most 4 are possible");
        PickleTensor tensor{*storage, static_cast<std::uint32_t>(shape->size()), *offset, {}, {}};
        for (std::size_t i = 0; i < shape->size(); ++i) {
            const auto* size = std::get_if<std::int64_t>(&(*shape)[i]);
            const auto* step = std::get_if<std::int64_t>(&(*strides)[i]);
            if (size == nullptr || step == nullptr)
                return damaged();
            tensor.sizes[i] = *size;
            tensor.steps[i] = *step;
        }
        return pushNew<PickleTensorRef>(pickle_.tensors, tensor);
    }

    /// The top of the stack, to be filled; null after a fault.
    template <class Ref, class T> T* open(std::deque<T>& objects, const Items& items) {
        const auto* ref = reachable() == 0 ? nullptr : std::get_if<Ref>(&stack_.back());
        if (ref == nullptr) {
            damaged();
            return nullptr;
        }
        T& object = objects[ref->index];
        object.depth = std::max(object.depth, depthAbove(items));
        // Arrays grow by doubling.
        return shallow(object.depth) && spend(2 * items.size() * sizeof(PickleValue)) ? &object : nullptr;
    }

    bool append(const Items& items) {
        auto* list = open<PickleSequenceRef>(pickle_.sequences, items);
        if (list == nullptr)
            return false;
        list->items.insert(list->items.end(), items.begin(), items.end());
        return true;
    }

    bool setItems(const Items& items) {
        if (items.size() % 2 != 0)
            return damaged();
        auto* dict = open<PickleDictRef>(pickle_.dicts, items);
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
        std::uint64_t bits = 0;
        for (const std::byte b : in_.bytes(8))
            bits = bits << 8 | std::to_integer<std::uint64_t>(b);
        return push(std::bit_cast<double>(bits));
    }

    bool step(std::uint8_t opcode) {
        switch (opcode) {
        case kProto:
            return in_.u8() <= 5 && in_.ok() ? true : damaged();
        case kFrame:
            in_.skip(8);
            return in_.ok() || damaged();
        case kMark:
            marks_.push_back(stack_.size());
            return marks_.size() <= FileLimits::kPickleDepth ||
                   stop(Fault::LimitExceeded, "the checkpoint's pickle is nested too deeply");
        case kPop:
            if (reachable() == 0 && !marks_.empty()) {
                marks_.pop_back();
                return true;
            }
            return pop().has_value();
        case kPopMark:
            return popToMark().has_value();
        case kDup:
            return reachable() == 0 ? damaged() : push(PickleValue(stack_.back()));
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
        case kEmptyTuple:
            return pushTuple(Items());
        case kEmptyDict:
            return pushNew<PickleDictRef>(pickle_.dicts, {{}, 1});
        case kTuple1:
            return pushTuple(popItems(1));
        case kTuple2:
            return pushTuple(popItems(2));
        case kTuple3:
            return pushTuple(popItems(3));
        case kTuple:
            return pushTuple(popToMark());
        case kAppend: {
            const auto item = popItems(1);
            return item && append(*item);
        }
        case kAppends: {
            const auto items = popToMark();
            return items && append(*items);
        }
        case kSetItem: {
            const auto item = popItems(2);
            return item && setItems(*item);
        }
        case kSetItems: {
            const auto items = popToMark();
            return items && setItems(*items);
        }
        case kBinPut:
            return put(in_.u8());
        case kLongBinPut:
            return put(in_.u32());
        case kMemoize:
            return put(memorised_);
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
        case kBuild: // an attribute dictionary, such as OrderedDict's _metadata: of no use here
            return pop() && reachable() > 0 && pickle_.dict(stack_.back()) != nullptr ? true : damaged();
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
    std::vector<PickleValue> stack_;
    std::vector<std::size_t> marks_;              // heights of the stack
    std::deque<std::optional<PickleValue>> memo_; // by index; bounded by FileLimits::kPickleMemo
    std::uint64_t memorised_ = 0;
    std::size_t spent_ = 0;
    std::optional<Error> fault_;
};

} // namespace

std::string_view Pickle::text(PickleText where) const {
    return {reinterpret_cast<const char*>(bytes_.data()) + where.offset, where.length};
}

std::optional<std::string_view> Pickle::text(const PickleValue& value) const {
    const auto* where = std::get_if<PickleText>(&value);
    return where != nullptr ? std::optional(text(*where)) : std::nullopt;
}

const Pickle::Pairs* Pickle::dict(const PickleValue& value) const {
    const auto* ref = std::get_if<PickleDictRef>(&value);
    return ref != nullptr ? &dicts[ref->index].items : nullptr;
}

const PickleTensor* Pickle::tensor(const PickleValue& value) const {
    const auto* ref = std::get_if<PickleTensorRef>(&value);
    return ref != nullptr ? &tensors[ref->index] : nullptr;
}

Result<Pickle> readPickle(std::span<const std::byte> bytes) {
    if (bytes.size() > FileLimits::kPickleBytes)
        return refuse(Fault::LimitExceeded, "the checkpoint's pickle is larger than 64 MiB");
    return Machine(bytes).run();
}

} // namespace aviary::engine

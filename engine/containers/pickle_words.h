// The opcodes and the names that the pickle of a checkpoint may use.
#pragma once

#include "engine/containers/pickle.h"

#include <array>
#include <cstdint>

namespace aviary::engine {

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
inline constexpr std::array<std::uint8_t, 8> kCallingOpcodes{'i', 'o', 'P', 0x81, 0x82, 0x83, 0x84, 0x93};

/// Exact pairs only: a prefix match would let strangers in.
inline constexpr std::array kAllowed{
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

} // namespace aviary::engine

// Failure as a value: Error, ErrorKind, Result<T>, and the table of reasons for refusing a file.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace aviary {

/// Chosen by what the person can do next, not by where the fault arose.
enum class ErrorKind { NotFound, Corrupt, Unsupported, Invalid, Io, NoMemory, Network, Busy };

struct Error {
    ErrorKind kind;
    std::string message; ///< one sentence that names the thing: file, tensor, address, row
    std::string code{};  ///< stable word for programs, e.g. "truncated" or "DISK_FULL"; may be empty
};

template <class T> using Result = tl::expected<T, Error>;
using Failure = tl::unexpected<Error>;

[[nodiscard]] inline Failure fail(ErrorKind kind, std::string message, std::string_view code = {}) {
    return Failure(Error{kind, std::move(message), std::string(code)});
}

/// Why a model, tokenizer or state file was refused. Each has one stable word and one ErrorKind.
enum class Fault {
    Truncated,
    Corrupt,
    OutOfRange,
    Overlap,
    LimitExceeded,
    BadShape,
    MissingTensor,
    DuplicateName,
    Nonfinite,
    UnsafePickle,
    HtmlOrText,
    LfsPointer,
    EmptyFile,
    NotAModel,
    BadMetadata,
    UnsupportedDtype,
    UnsupportedCompression,
    UnsupportedFormat,
    UnsupportedVersion,
    UnsupportedArchitecture,
    MissingVocabulary,
};

/// The stable word of a fault, e.g. "unsafe-pickle".
std::string_view faultName(Fault fault);
ErrorKind faultKind(Fault fault);

[[nodiscard]] Failure refuse(Fault fault, std::string message);

/// Text from a file made fit for a message: control and non-ASCII bytes escaped, at most 200 characters.
std::string printable(std::string_view bytes);

} // namespace aviary

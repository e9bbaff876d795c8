#include "engine/base/result.h"

#include <array>

namespace aviary {
namespace {

struct FaultRow {
    Fault fault;
    std::string_view name;
    ErrorKind kind;
};

constexpr std::array kFaults{
    FaultRow{Fault::Truncated, "truncated", ErrorKind::Corrupt},
    FaultRow{Fault::Corrupt, "corrupt", ErrorKind::Corrupt},
    FaultRow{Fault::OutOfRange, "out-of-range", ErrorKind::Corrupt},
    FaultRow{Fault::Overlap, "overlap", ErrorKind::Corrupt},
    FaultRow{Fault::LimitExceeded, "limit-exceeded", ErrorKind::Corrupt},
    FaultRow{Fault::BadShape, "bad-shape", ErrorKind::Corrupt},
    FaultRow{Fault::MissingTensor, "missing-tensor", ErrorKind::Corrupt},
    FaultRow{Fault::DuplicateName, "duplicate-name", ErrorKind::Corrupt},
    FaultRow{Fault::Nonfinite, "nonfinite", ErrorKind::Corrupt},
    FaultRow{Fault::UnsafePickle, "unsafe-pickle", ErrorKind::Corrupt},
    FaultRow{Fault::HtmlOrText, "html-or-text", ErrorKind::Corrupt},
    FaultRow{Fault::LfsPointer, "lfs-pointer", ErrorKind::Corrupt},
    FaultRow{Fault::EmptyFile, "empty-file", ErrorKind::Corrupt},
    FaultRow{Fault::NotAModel, "not-a-model", ErrorKind::Corrupt},
    FaultRow{Fault::BadMetadata, "bad-metadata", ErrorKind::Corrupt},
    FaultRow{Fault::UnsupportedDtype, "unsupported-dtype", ErrorKind::Unsupported},
    FaultRow{Fault::UnsupportedCompression, "unsupported-compression", ErrorKind::Unsupported},
    FaultRow{Fault::UnsupportedFormat, "unsupported-format", ErrorKind::Unsupported},
    FaultRow{Fault::UnsupportedVersion, "unsupported-version", ErrorKind::Unsupported},
    FaultRow{Fault::UnsupportedArchitecture, "unsupported-architecture", ErrorKind::Unsupported},
    FaultRow{Fault::MissingVocabulary, "missing-vocabulary", ErrorKind::NotFound},
};

const FaultRow& row(Fault fault) {
    return kFaults.at(static_cast<std::size_t>(fault));
}

constexpr bool tableFollowsTheEnum() {
    for (std::size_t i = 0; i < kFaults.size(); ++i)
        if (kFaults[i].fault != static_cast<Fault>(i))
            return false;
    return true;
}
static_assert(tableFollowsTheEnum());

} // namespace

std::string_view faultName(Fault fault) {
    return row(fault).name;
}

ErrorKind faultKind(Fault fault) {
    return row(fault).kind;
}

Failure refuse(Fault fault, std::string message) {
    return fail(faultKind(fault), std::move(message), faultName(fault));
}

std::string printable(std::string_view bytes) {
    constexpr std::size_t kMost = 200;
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        if (out.size() >= kMost)
            return out + "...";
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            out += c;
        } else {
            out += "\\x";
            out += kHex[byte >> 4];
            out += kHex[byte & 15];
        }
    }
    return out;
}

} // namespace aviary

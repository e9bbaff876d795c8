// A weights file as names and tensors, whatever its container.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::engine {

enum class DType { F32, F16, BF16 };
std::string_view dtypeName(DType type); ///< "F32", "F16", "BF16"
std::size_t dtypeSize(DType type);      ///< bytes of one element

/// Outermost dimension first.
using Shape = std::vector<std::int64_t>;
std::string shapeText(const Shape& shape); ///< "[65536, 768]"
std::int64_t elementCount(const Shape& shape);

/// One row of the file's index.
struct TensorInfo {
    std::string name; ///< canonical name
    DType dtype;
    Shape shape;          ///< canonical orientation
    std::uint64_t offset; ///< where its bytes begin in the file
    std::uint64_t bytes;
};

/// Row-major elements, little-endian, at any alignment.
struct TensorView {
    DType dtype;
    Shape shape;
    std::span<const std::byte> data;
    bool swapped = false; ///< the last two axes are stored the other way round
};

/// Read-only view of one weights file, whatever its container.
/// Names are the canonical checkpoint names ("blocks.0.att.key.weight"); readers translate their own.
/// Every byte range is checked against the file when opened, so find() cannot read past the end.
/// Views stay valid as long as the source. Safe to share between threads once open.
class TensorSource {
public:
    virtual ~TensorSource() = default;
    /// In the file's own order.
    virtual std::span<const TensorInfo> tensors() const = 0;
    virtual std::optional<TensorView> find(std::string_view name) const = 0;
    /// Text pairs the file carries beside its tensors.
    virtual const std::map<std::string, std::string>& metadata() const = 0;
    /// "safetensors", "pth", ...
    virtual std::string_view container() const = 0;
    /// False once a part of the file could not be read any more; what find() gave may then be zeros.
    virtual bool intact() const = 0;
    /// What deserves to be said about the file although it can be used, e.g. a misleading extension.
    virtual std::span<const std::string> remarks() const = 0;
};

/// Opens weights by their first bytes, never by their extension.
/// Errors: NotFound, Io; Corrupt and Unsupported with the Fault's word as code.
Result<std::unique_ptr<TensorSource>> openWeights(const std::filesystem::path& path);

/// The most that is accepted from a weights file (formats are not trusted); beyond: Fault::LimitExceeded.
struct FileLimits {
    static constexpr std::uint64_t kTensors = 65'536;
    static constexpr std::uint64_t kDimensions = 4;
    static constexpr std::int64_t kDimension = std::int64_t{1} << 31;
    static constexpr std::int64_t kElements = std::int64_t{1} << 40; ///< exclusive
    static constexpr std::size_t kName = 256;
    static constexpr std::uint64_t kSafetensorsHeader = 16u << 20;
    static constexpr std::uint64_t kZipEntries = 65'536;
    static constexpr std::uint64_t kPickleBytes = 64u << 20;
    static constexpr std::uint64_t kPickleOpcodes = 10'000'000;
    static constexpr std::size_t kPickleDepth = 256;
    static constexpr std::size_t kPickleMemo = 1'000'000;
    static constexpr std::uint64_t kString = 1u << 20;
    static constexpr int kJsonDepth = 32;
};

} // namespace aviary::engine

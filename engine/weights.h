// From a tensor source to the weights that a graph multiplies with.
#pragma once

#include "engine/base/result.h"
#include "engine/base/sha256.h"
#include "engine/matmul.h"
#include "engine/tensor_source.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::engine {

/// A table [rows, columns] of which single rows are read: stays in the file's own type, in the file's memory
/// map.
class RowTable {
public:
    RowTable() = default;
    RowTable(std::shared_ptr<const TensorSource> source, TensorView view);
    std::size_t rows() const { return static_cast<std::size_t>(view_.shape[0]); }
    std::size_t columns() const { return static_cast<std::size_t>(view_.shape[1]); }
    /// Writes columns() floats.
    void row(std::size_t index, float* out) const;

private:
    std::shared_ptr<const TensorSource> source_;
    TensorView view_{};
};

/// n elements of `view` from element `first` on, as float32.
void toFloat(const TensorView& view, std::size_t first, std::size_t n, float* out);

/// Hands out weights by name and shape and keeps the first fault, so that a graph's loading reads as the
/// table it is and is checked once at the end. After a fault everything handed out is empty.
class WeightLoader {
public:
    enum class Mode { Load, Check }; ///< Check: names, types and shapes only, nothing is allocated

    /// `onProgress(share of bytes 0..1)` may return false to give up; then fault() is Invalid "cancelled".
    WeightLoader(std::shared_ptr<const TensorSource> source, Mode mode,
                 std::function<bool(double)> onProgress = {});

    const TensorSource& source() const { return *source_; }

    /// Prefix for the names that follow, e.g. "blocks.3.".
    void enter(std::string prefix) { prefix_ = std::move(prefix); }

    /// A vector of n values as float32. Dimensions of 1 do not count: [1, 1, n] fits.
    std::vector<float> vector(std::string_view name, std::int64_t n);
    /// [out, in], the orientation of every ".weight".
    Matrix matrix(std::string_view name, std::int64_t out, std::int64_t in);
    /// Stored [in, out] (y = x W, the low-rank matrices); handed out as [out, in].
    Matrix transposed(std::string_view name, std::int64_t in, std::int64_t out);
    /// [rows, columns], not copied.
    RowTable table(std::string_view name, std::int64_t rows, std::int64_t columns);

    /// Shape of a tensor, or empty if it is not there. Does not count as used.
    Shape shape(std::string_view name) const;
    /// The tensor may be there and is not used.
    void ignore(std::string_view name) { used_.insert(prefix_ + std::string(name)); }
    /// A tensor that was neither used nor ignored is a fault: a variant that this graph does not know.
    void refuseUnused();
    /// Records a fault of the caller's own finding.
    void report(Failure failure);

    bool ok() const { return !fault_.has_value(); }
    /// The first fault; only when !ok().
    const Error& fault() const { return *fault_; }
    /// Elements of everything handed out.
    std::int64_t elements() const { return elements_; }
    /// Names of tensors with NaN or infinite values. (Tables are not looked through.)
    const std::vector<std::string>& nonfinite() const { return nonfinite_; }
    /// SHA-256 over names, shapes and values of everything handed out, in order; of large tensors over evenly
    /// spread blocks.
    Digest fingerprint();

private:
    std::optional<TensorView> take(std::string_view name, const Shape& expected);
    bool advance(const TensorView& view);
    void note(std::string_view name, const Shape& shape, const std::vector<float>& values);

    std::shared_ptr<const TensorSource> source_;
    Mode mode_;
    std::function<bool(double)> onProgress_;
    std::string prefix_;
    std::set<std::string, std::less<>> used_;
    std::optional<Error> fault_;
    std::vector<std::string> missing_;
    std::int64_t elements_ = 0;
    std::uint64_t bytesRead_ = 0;
    std::uint64_t bytesTotal_ = 0;
    std::vector<std::string> nonfinite_;
    Sha256 hash_;
};

} // namespace aviary::engine

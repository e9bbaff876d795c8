// From a tensor source to the packed weights that a graph multiplies with.
#pragma once

#include "engine/base/result.h"
#include "engine/matmul.h"
#include "engine/tensor_source.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::engine {

/// Hands out weights by name and shape and keeps the first fault, so that a graph's loading reads as the
/// table it is and is checked once at the end. After a fault everything handed out is empty.
class WeightLoader {
public:
    enum class Mode { Load, Check }; ///< Check: names, types and shapes only, nothing is allocated

    /// `onProgress(share of bytes 0..1)` may return false to give up; then fault() is Invalid "cancelled".
    WeightLoader(const TensorSource& source, Mode mode, std::function<bool(double)> onProgress = {});

    /// Prefix for the names that follow, e.g. "blocks.3.".
    void enter(std::string prefix) { prefix_ = std::move(prefix); }

    /// A vector of n values as float32. Dimensions of 1 do not count: [1, 1, n] fits.
    std::vector<float> vector(std::string_view name, std::int64_t n);
    /// [out, in], the orientation of every ".weight".
    Matrix matrix(std::string_view name, std::int64_t out, std::int64_t in);
    /// Stored [in, out] (y = x * W, the low-rank matrices); handed out as [out, in].
    Matrix transposed(std::string_view name, std::int64_t in, std::int64_t out);

    /// Shape of a tensor, or empty if it is not there. Does not count as used.
    Shape shape(std::string_view name) const;
    /// The tensor may be there and is not used.
    void ignore(std::string_view name) { used_.insert(prefix_ + std::string(name)); }
    /// Any tensor under `prefix` that was neither used nor ignored is a fault: a variant this graph does not
    /// know.
    void refuseUnused(std::string_view prefix);
    /// Records a fault of the caller's own finding.
    void report(Failure failure);

    bool ok() const { return fault_ == nullptr; }
    /// The first fault; only when !ok().
    const Error& fault() const { return *fault_; }
    std::int64_t elements() const { return elements_; }
    /// Names of tensors with NaN or infinite values, for a warning.
    const std::vector<std::string>& nonfinite() const { return nonfinite_; }

private:
    std::optional<TensorView> take(std::string_view name, std::int64_t rows, std::int64_t columns);

    const TensorSource& source_;
    Mode mode_;
    std::function<bool(double)> onProgress_;
    std::string prefix_;
    std::set<std::string, std::less<>> used_;
    std::unique_ptr<Error> fault_;
    std::int64_t elements_ = 0;
    std::uint64_t bytesRead_ = 0, bytesTotal_ = 0;
    std::vector<std::string> nonfinite_;
};

} // namespace aviary::engine

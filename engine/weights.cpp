#include "engine/weights.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <new>
#include <span>
#include <utility>

namespace aviary::engine {
namespace {

float fromBf16(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

float fromF16(std::uint16_t bits) {
    const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000U) << 16;
    const std::uint32_t exponent = (bits >> 10) & 31U;
    const std::uint32_t mantissa = bits & 0x3ffU;
    if (exponent == 0) { // zero and subnormal: mantissa * 2^-24
        const float value = static_cast<float>(mantissa) * 0x1p-24F;
        return sign != 0 ? -value : value;
    }
    const std::uint32_t rebased = exponent == 31 ? 255U : exponent + 112U;
    return std::bit_cast<float>(sign | rebased << 23 | mantissa << 13);
}

Shape withoutOnes(const Shape& shape) {
    Shape out;
    for (const auto n : shape)
        if (n != 1)
            out.push_back(n);
    return out;
}

/// [rows, columns] → [columns, rows]
std::vector<float> turned(const std::vector<float>& from, std::size_t rows, std::size_t columns) {
    std::vector<float> to(from.size());
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c)
            to[c * rows + r] = from[r * columns + c];
    return to;
}

// Tensors above this many elements enter the fingerprint as kBlocks blocks of kBlockFloats.
constexpr std::size_t kWholeFloats = std::size_t{1} << 18;
constexpr std::size_t kBlocks = 32;
constexpr std::size_t kBlockFloats = 4096;

} // namespace

void toFloat(const TensorView& view, std::size_t first, std::size_t n, float* out) {
    const std::byte* from = view.data.data() + first * dtypeSize(view.dtype);
    if (view.dtype == DType::F32) {
        std::memcpy(out, from, n * sizeof(float));
        return;
    }
    const auto convert = view.dtype == DType::BF16 ? fromBf16 : fromF16;
    for (std::size_t i = 0; i < n; ++i) {
        std::uint16_t bits = 0;
        std::memcpy(&bits, from + 2 * i, sizeof(bits));
        out[i] = convert(bits);
    }
}

RowTable::RowTable(std::shared_ptr<const TensorSource> source, TensorView view)
    : source_(std::move(source))
    , view_(std::move(view)) {}

void RowTable::row(std::size_t index, float* out) const {
    toFloat(view_, index * columns(), columns(), out);
}

WeightLoader::WeightLoader(std::shared_ptr<const TensorSource> source, Mode mode,
                           std::function<bool(double)> onProgress)
    : source_(std::move(source))
    , mode_(mode)
    , onProgress_(std::move(onProgress)) {
    for (const TensorInfo& info : source_->tensors())
        bytesTotal_ += info.bytes;
}

void WeightLoader::report(Failure failure) {
    if (!fault_)
        fault_ = std::move(failure.value());
}

Shape WeightLoader::shape(std::string_view name) const {
    const auto view = source_->find(prefix_ + std::string(name));
    return view ? view->shape : Shape{};
}

std::optional<TensorView> WeightLoader::take(std::string_view name, const Shape& expected) {
    std::string full = prefix_ + std::string(name);
    auto view = source_->find(full);
    used_.insert(full);
    if (!view) {
        // Several are listed at the end, so that a person sees how much of the file is missing.
        constexpr std::size_t kListed = 5;
        if (missing_.size() < kListed)
            missing_.push_back(std::move(full));
        if (fault_ && fault_->code != faultName(Fault::MissingTensor))
            return {};
        std::string names;
        for (const auto& one : missing_)
            names += (names.empty() ? "" : ", ") + one;
        fault_ =
            refuse(Fault::MissingTensor, "the file lacks tensors that this model needs: " + names).value();
        return {};
    }
    if (fault_)
        return {};
    if (withoutOnes(view->shape) != withoutOnes(expected)) {
        report(refuse(Fault::BadShape, "tensor " + full + " has shape " + shapeText(view->shape) + " where " +
                                           shapeText(expected) + " is expected"));
        return {};
    }
    elements_ += elementCount(view->shape);
    return view;
}

bool WeightLoader::advance(const TensorView& view) {
    bytesRead_ += view.data.size();
    if (!onProgress_ || onProgress_(static_cast<double>(bytesRead_) / static_cast<double>(bytesTotal_)))
        return true;
    report(fail(ErrorKind::Invalid, "loading was cancelled", "cancelled"));
    return false;
}

void WeightLoader::note(std::string_view name, const Shape& shape, const std::vector<float>& values) {
    if (!std::ranges::all_of(values, [](float v) { return std::isfinite(v); }))
        nonfinite_.push_back(prefix_ + std::string(name));
    const std::string head = prefix_ + std::string(name) + shapeText(shape);
    hash_.add(std::as_bytes(std::span(head)));
    const auto all = std::span(values);
    if (all.size() <= kWholeFloats) {
        hash_.add(std::as_bytes(all));
        return;
    }
    const std::size_t gap = (all.size() - kBlockFloats) / (kBlocks - 1);
    for (std::size_t i = 0; i < kBlocks; ++i)
        hash_.add(std::as_bytes(all.subspan(i * gap, kBlockFloats)));
}

std::vector<float> WeightLoader::vector(std::string_view name, std::int64_t n) {
    const auto view = take(name, {n});
    if (!view || mode_ == Mode::Check)
        return {};
    std::vector<float> values(static_cast<std::size_t>(n));
    toFloat(*view, 0, values.size(), values.data());
    note(name, {n}, values);
    advance(*view);
    return values;
}

Matrix WeightLoader::matrix(std::string_view name, std::int64_t out, std::int64_t in) {
    const auto view = take(name, {out, in});
    if (!view || mode_ == Mode::Check)
        return {};
    Matrix m{static_cast<std::size_t>(out), static_cast<std::size_t>(in), {}};
    m.values.resize(m.out * m.in);
    toFloat(*view, 0, m.values.size(), m.values.data());
    if (view->swapped)
        m.values = turned(m.values, m.in, m.out);
    note(name, {out, in}, m.values);
    advance(*view);
    return m;
}

Matrix WeightLoader::transposed(std::string_view name, std::int64_t in, std::int64_t out) {
    Matrix stored = matrix(name, in, out);
    return {stored.in, stored.out, turned(stored.values, stored.out, stored.in)};
}

RowTable WeightLoader::table(std::string_view name, std::int64_t rows, std::int64_t columns) {
    const auto view = take(name, {rows, columns});
    if (!view || mode_ == Mode::Check)
        return {};
    const std::string head = prefix_ + std::string(name) + shapeText({rows, columns});
    hash_.add(std::as_bytes(std::span(head)));
    std::vector<float> row(static_cast<std::size_t>(columns));
    const std::int64_t gap = std::max<std::int64_t>(1, rows / 256);
    for (std::int64_t r = 0; r < rows; r += gap) {
        toFloat(*view, static_cast<std::size_t>(r * columns), row.size(), row.data());
        hash_.add(std::as_bytes(std::span(row)));
    }
    advance(*view);
    return {source_, *view};
}

void WeightLoader::refuseUnused() {
    for (const TensorInfo& info : source_->tensors())
        if (!used_.contains(info.name))
            report(refuse(Fault::UnsupportedArchitecture,
                          "tensor " + printable(info.name) +
                              " is not part of a model this version knows; a newer RWKV variant probably"));
}

Digest WeightLoader::fingerprint() {
    return hash_.finish();
}

} // namespace aviary::engine

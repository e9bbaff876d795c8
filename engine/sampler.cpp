#include "engine/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace aviary::engine {
namespace {

/// Tokens whose text lies within this one are not counted as repetitions.
constexpr std::string_view kUncounted = " \t0123456789";

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): a bijection on 64 bits in which every bit of
/// the input reaches every bit of the output.
std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

/// In [0, 1), the same for the same (seed, index): number `index` of the SplitMix64 sequence that starts at
/// mix(seed), so that neighbouring seeds do not share a sequence.
double uniform(std::uint64_t seed, std::uint64_t index) {
    constexpr std::uint64_t kGamma = 0x9E3779B97F4A7C15U; // 2^64 / golden ratio
    const std::uint64_t bits = mix(mix(seed + kGamma) + (index + 1) * kGamma);
    return static_cast<double>(bits >> 11) * 0x1p-53;
}

/// The lowest index of the largest value.
std::size_t argmax(std::span<const float> values) {
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

/// p[i] = exp(logit[i] - max) / sum
std::vector<double> softmax(std::span<const float> logits) {
    const double max = logits[argmax(logits)];
    std::vector<double> p(logits.size());
    std::transform(logits.begin(), logits.end(), p.begin(),
                   [&](float logit) { return std::exp(static_cast<double>(logit) - max); });
    const double sum = std::accumulate(p.begin(), p.end(), 0.0);
    for (double& value : p)
        value /= sum;
    return p;
}

/// The probability at which the sum over the most probable tokens reaches topP; 0 if it never does. A full
/// sort would cost more than the rest of the sampler, and mostly a few tokens are enough.
double topPCutoff(const std::vector<double>& p, double topP) {
    std::vector<double> sorted = p;
    double sum = 0;
    std::size_t from = 0;
    for (std::size_t count = 64; from < sorted.size(); count *= 8) {
        const std::size_t to = std::min(count, sorted.size());
        const auto at = [&](std::size_t i) { return sorted.begin() + static_cast<std::ptrdiff_t>(i); };
        std::partial_sort(at(from), at(to), sorted.end(), std::greater<>());
        for (; from < to; ++from) {
            sum += sorted[from];
            if (sum >= topP)
                return sorted[from];
        }
    }
    return 0;
}

/// Zeroes all but the k most probable; of equals the lower index stays.
void keepTop(std::vector<double>& p, std::size_t k) {
    if (k >= p.size())
        return;
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto cut = order.begin() + static_cast<std::ptrdiff_t>(k);
    std::nth_element(order.begin(), cut, order.end(),
                     [&](std::size_t a, std::size_t b) { return p[a] != p[b] ? p[a] > p[b] : a < b; });
    std::for_each(cut, order.end(), [&](std::size_t i) { p[i] = 0; });
}

} // namespace

Occurrences::Occurrences(const SamplingOptions& options, const Tokenizer& tokenizer)
    : presence_(options.presence)
    , frequency_(options.frequency)
    , decay_(options.penaltyDecay)
    , tokenizer_(tokenizer) {}

void Occurrences::penalise(std::span<float> logits) const {
    for (const auto& [token, count] : counts_)
        logits[static_cast<std::size_t>(token)] -= presence_ + frequency_ * count;
}

void Occurrences::add(Token token) {
    for (auto& [other, count] : counts_)
        count *= decay_;
    const bool counted = kUncounted.find(tokenizer_.bytes(token)) == std::string_view::npos;
    counts_[token] += counted ? 1.0F : 0.0F; // an uncounted token still enters the table: presence applies
}

std::vector<double> distribution(std::span<const float> logits, const SamplingOptions& options) {
    const std::size_t likeliest = argmax(logits);
    if (options.temperature <= 0 || !std::isfinite(logits[likeliest])) {
        std::vector<double> p(logits.size());
        p[likeliest] = 1;
        return p;
    }

    std::vector<double> p = softmax(logits);
    const double cutoff = topPCutoff(p, options.topP);
    std::replace_if(
        p.begin(), p.end(), [&](double value) { return value < cutoff; }, 0.0);
    if (options.topK > 0)
        keepTop(p, static_cast<std::size_t>(options.topK));
    const double largest = p[likeliest];
    std::replace_if(
        p.begin(), p.end(), [&](double value) { return value < options.minP * largest; }, 0.0);

    // p^(1/T) / sum, with p taken relative to the largest so that a small T does not make all of them 0
    const double exponent = 1.0 / static_cast<double>(options.temperature);
    double sum = 0;
    for (double& value : p) {
        if (value > 0)
            value = std::pow(value / largest, exponent);
        sum += value;
    }
    for (double& value : p)
        value /= sum;
    return p;
}

Token sample(std::span<float> logits, const SamplingOptions& options, std::uint64_t index) {
    for (const Token token : options.banned)
        if (token >= 0 && static_cast<std::size_t>(token) < logits.size())
            logits[static_cast<std::size_t>(token)] = -std::numeric_limits<float>::infinity();
    if (options.temperature <= 0)
        return static_cast<Token>(argmax(logits));

    const std::vector<double> p = distribution(logits, options);
    const double target = uniform(options.seed, index);
    double sum = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p[i] == 0)
            continue;
        last = i; // rounding may leave the sum just below the target at the end
        sum += p[i];
        if (sum > target)
            break;
    }
    return static_cast<Token>(last);
}

} // namespace aviary::engine

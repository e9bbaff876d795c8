#include "engine/sampler.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <iterator>
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

/// A token that may be drawn. Weights are relative to each other.
struct Candidate {
    std::size_t token;
    double weight;
};

/// The weight at which the sum over the heaviest reaches topP of the whole; 0 if it never does. Sorts only
/// what is within a factor of the heaviest, which is 1: mostly a few dozen of 65,536 tokens.
double topPCutoff(std::span<const float> weights, double topP) {
    const double wanted = topP * std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<float> heavy;
    for (float floor = 1.0F / 64; topP < 1 && heavy.size() < weights.size(); floor /= 64) {
        heavy.clear();
        std::copy_if(weights.begin(), weights.end(), std::back_inserter(heavy),
                     [&](float weight) { return weight >= floor; });
        if (std::accumulate(heavy.begin(), heavy.end(), 0.0) < wanted)
            continue;
        std::sort(heavy.begin(), heavy.end(), std::greater<>());
        double sum = 0;
        for (const float weight : heavy) {
            sum += static_cast<double>(weight);
            if (sum >= wanted)
                return static_cast<double>(weight);
        }
    }
    return 0;
}

/// Leaves the k heaviest, tokens ascending; of equals the lower token stays.
void keepTop(std::vector<Candidate>& candidates, std::size_t k) {
    if (k >= candidates.size())
        return;
    std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(k),
                     candidates.end(), [](const Candidate& a, const Candidate& b) {
                         return a.weight != b.weight ? a.weight > b.weight : a.token < b.token;
                     });
    candidates.resize(k);
    std::sort(candidates.begin(), candidates.end(),
              [](const Candidate& a, const Candidate& b) { return a.token < b.token; });
}

/// softmax, top-p, top-k, min-p, temperature; weights sum to 1, tokens ascend.
///     w = exp(logit - max), so that the heaviest is 1;   w^(1/T) = exp((logit - max) / T)
std::vector<Candidate> candidatesFor(std::span<const float> logits, const SamplingOptions& options) {
    const std::size_t likeliest = argmax(logits);
    const float max = logits[likeliest];
    if (options.temperature <= 0 || !std::isfinite(max))
        return {{likeliest, 1.0}};

    std::vector<float> weights(logits.size());
    std::transform(logits.begin(), logits.end(), weights.begin(),
                   [&](float logit) { return std::exp(logit - max); });
    const double cutoff = topPCutoff(weights, options.topP);
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto weight = static_cast<double>(weights[i]);
        if (weight > 0 && weight >= cutoff && weight >= static_cast<double>(options.minP))
            candidates.push_back({i, weight});
    }
    if (options.topK > 0)
        keepTop(candidates, static_cast<std::size_t>(options.topK));

    double sum = 0;
    for (Candidate& c : candidates) {
        c.weight = std::exp((logits[c.token] - max) / options.temperature);
        sum += c.weight;
    }
    for (Candidate& c : candidates)
        c.weight /= sum;
    return candidates;
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
    std::vector<double> p(logits.size());
    for (const Candidate& c : candidatesFor(logits, options))
        p[c.token] = c.weight;
    return p;
}

Token sample(std::span<float> logits, const SamplingOptions& options, std::uint64_t index) {
    for (const Token token : options.banned)
        if (token >= 0 && static_cast<std::size_t>(token) < logits.size())
            logits[static_cast<std::size_t>(token)] = -std::numeric_limits<float>::infinity();
    if (options.temperature <= 0)
        return static_cast<Token>(argmax(logits));

    const std::vector<Candidate> candidates = candidatesFor(logits, options);
    const double target = uniform(options.seed, index);
    double sum = 0;
    for (const Candidate& c : candidates) {
        sum += c.weight;
        if (sum > target)
            return static_cast<Token>(c.token);
    }
    return static_cast<Token>(candidates.back().token); // rounding left the sum just below the target
}

} // namespace aviary::engine

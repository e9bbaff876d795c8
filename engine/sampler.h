// Chooses the next token: penalties, top-p, top-k, min-p, temperature, draw.
#pragma once

#include "engine/tokenizer.h"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace aviary::engine {

/// The order of the steps is RWKV's own: top-p and top-k on the distribution at temperature 1, then
/// temperature.
struct SamplingOptions {
    float temperature = 1.0F; ///< 0 = greedy
    float topP = 0.3F;        ///< 0..1
    int topK = 0;             ///< 0 = off
    float minP = 0.0F;        ///< share of the largest probability; 0 = off
    float presence = 0.5F;    ///< subtracted once from every token of this reply
    float frequency = 0.5F;   ///< subtracted per (decayed) occurrence
    float penaltyDecay = 0.996F;
    std::uint64_t seed = 0;
    std::vector<Token> banned{}; ///< never drawn
};

/// How often each token occurred in this reply, fading; starts empty with each reply.
class Occurrences {
public:
    /// `tokenizer` tells which tokens count 0: those whose text lies within "space tab 0123456789".
    Occurrences(const SamplingOptions& options, const Tokenizer& tokenizer);
    /// logit -= presence + frequency * occurrences, for every token of the table.
    void penalise(std::span<float> logits) const;
    /// Fades every count, then adds the token.
    void add(Token token);

private:
    float presence_, frequency_, decay_;
    const Tokenizer& tokenizer_;
    std::unordered_map<Token, float> counts_;
};

/// The distribution that a token is drawn from: softmax, top-p, top-k, min-p, temperature, in that order.
/// logits: [V], already penalised. Result: [V], sums to 1.
std::vector<double> distribution(std::span<const float> logits, const SamplingOptions& options);

/// Draws one token. A pure function of its arguments: `index` is the token's place in the reply, and the
/// random number a counter-based hash of (seed, index), so nothing needs to be saved to go on later. logits
/// are changed by bans.
Token sample(std::span<float> logits, const SamplingOptions& options, std::uint64_t index);

} // namespace aviary::engine

// The recurrence of RWKV-7 for one head, with the per-head work around it.
#pragma once

#include <cstddef>

namespace aviary::engine {

/// What one head needs of its layer's weights; N floats each.
struct Wkv7Weights {
    const float* k_k;
    const float* k_a;
    const float* r_k;
    const float* ln_weight; ///< of the per-head norm
    const float* ln_bias;
};

/// T tokens of one head; element [t, n] of an activation is at t * stride + n.
struct Wkv7Activations {
    std::size_t tokens;
    std::size_t stride;
    const float* r;
    const float* w; ///< decay, in (0, 1)
    const float* k; ///< before k_a
    const float* v; ///< after the value residual
    const float* a;
    const float* g;
    float* out; ///< may alias r, w, k, a or g, not v
};

/// Per token (arXiv 2503.14456), for a head of N channels, i the value index and j the key index:
///   κ  = k∘k_k / max(‖k∘k_k‖, 1e-12)      k' = k∘(1 + (a - 1)∘k_a)
///   u_i  = -Σ_j S_ij κ_j
///   S_ij ← S_ij w_j + u_i κ_j a_j + v_i k'_j
///   y_i  = Σ_j S_ij r_j
///   out  = (norm(y; ε = 64e-5)∘ln_weight + ln_bias + (Σ_j r_j k'_j r_k,j) v)∘g
/// S: [N key, N value] float32 in and out: the value index runs in the vector lanes, so nothing is summed
/// across lanes. scratch: 4 N floats.
void wkv7(const Wkv7Weights& weights, const Wkv7Activations& x, std::size_t n, float* S, float* scratch);

} // namespace aviary::engine

// How replies are chosen: the model family's preset, changed by settings.
#pragma once

#include "app/store/store.h"
#include "engine/sampler.h"

#include <cstdint>
#include <optional>

namespace aviary::app {

/// Settings of chats, each a number as text: "chat.temperature", "chat.topP", "chat.presence",
/// "chat.frequency", "chat.seed", "chat.maxTokens". What is absent or no number in range is left to the
/// preset.
struct ChatOptions {
    std::optional<float> temperature{}, topP{}, presence{}, frequency{};
    std::optional<std::uint64_t> seed{}; ///< absent: a new one for every reply
    int maxTokens = 2048;                ///< of one reply; it can be continued
};

/// Errors: the store's.
Result<ChatOptions> readChatOptions(store::Store& store);

/// The preset with these options and this reply's seed.
engine::SamplingOptions samplingFor(const ChatOptions& options, engine::SamplingOptions preset,
                                    std::uint64_t seed);

} // namespace aviary::app

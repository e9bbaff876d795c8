// Between the engine's thread, which writes a reply, and the UI's, which shows it.
#pragma once

#include "engine/engine.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace aviary::app {

/// Collects a job's events until somebody drains them: any number of tokens cost one visit.
class ReplyChannel {
public:
    using Closing = std::variant<engine::Finished, Error>;

    struct News {
        std::string text{};
        std::vector<engine::Token> tokens{};
        std::optional<engine::Progress> progress{}; ///< the last one
        double firstTokenSeconds = 0;               ///< 0 before the first token
        double seconds = 0;                         ///< of the last event
        std::optional<Closing> closing{};           ///< given out once; nothing comes after it

        bool empty() const { return tokens.empty() && text.empty() && !progress && !closing; }
    };

    void add(const engine::Event& event);
    /// What happened since the last call.
    News drain();
    /// The same, but waits for the closing event first.
    News drainToTheEnd();

private:
    News take();

    std::mutex mutex_;
    std::condition_variable closed_;
    News news_;
};

} // namespace aviary::app

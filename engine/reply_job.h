// One reply being made: reads the prompt, chooses tokens, watches for its end.
#pragma once

#include "engine/engine.h"
#include "engine/stop_matcher.h"
#include "engine/utf8.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::engine {

class Workspace;

/// Advanced by the engine thread, one slice at a time. Only cancel() may be called from elsewhere.
class ReplyJob {
public:
    ReplyJob(GenerateRequest request, Listener listener);

    /// Reports what is wrong with the request, if anything; the job is then over.
    bool accept();
    void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
    bool over() const { return over_; }

    /// Reads the next part of the prompt. When all is read, the first token is chosen.
    void readPrompt(Workspace& workspace);
    bool reading() const { return read_ < request_.from.unread.size(); }

    /// This job's part of a decode step, when it does not read() any more; afterwards stepDone() looks at the
    /// logits.
    Lane lane();
    void stepDone();

    const Model& model() const { return *request_.model; }

private:
    double seconds() const;
    void choose();
    std::string release(std::string_view bytes);
    void finish(StopReason reason);

    GenerateRequest request_;
    Listener listener_;
    std::chrono::steady_clock::time_point start_;
    std::atomic<bool> cancelled_{false};
    bool over_ = false;

    State state_;
    std::uint64_t tokensRead_;
    std::size_t read_ = 0; // of request_.from.unread
    std::vector<float> logits_;
    std::vector<Token> reply_;
    std::size_t firstNew_; // index in reply_ of the first token of this job
    std::optional<Occurrences> occurrences_;
    StopMatcher matcher_;
    Utf8Joiner joiner_;
    std::size_t releasedBytes_ = 0; // of the reply, by the matcher

    /// The state before the first token that is held back, wholly or in part.
    struct Rollback {
        State state;
        std::uint64_t tokensRead;
        std::size_t replyTokens; // read by it
    };
    std::optional<Rollback> rollback_;

    double promptSeconds_ = 0, firstTokenSeconds_ = 0, lastTokenSeconds_ = 0;
};

} // namespace aviary::engine

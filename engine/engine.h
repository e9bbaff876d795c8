// Jobs in, events out: the thread that computes.
#pragma once

#include "engine/model.h"
#include "engine/sampler.h"
#include "engine/snapshot.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace aviary::engine {

using JobId = std::uint64_t;

struct GenerateRequest {
    ModelRef model;
    Position from; ///< `unread` holds the prompt's tokens, or the last one sampled
    SamplingOptions sampling{};
    std::vector<std::string> stop{}; ///< texts that end the reply; matched in bytes, not shown
    int maxTokens = 256;             ///< 0: only read what is unread
    std::vector<Token> reply{};      ///< tokens of this reply so far, when one is continued
};

enum class StopReason { EndOfText, StopText, Length, Cancelled, Nonfinite };

/// Seconds are counted from when the job was accepted.
struct Progress {
    std::uint64_t done = 0, total = 0; ///< prompt tokens read, or bytes loaded
    double seconds = 0;
};
/// One token was chosen. Its text may come later (half characters, beginnings of stop texts are held back).
struct Piece {
    Token token = 0;
    std::string text;
    double seconds = 0;
};
struct Loaded {
    ModelRef model;
    double seconds = 0;
};
struct Finished {
    StopReason reason{};
    /// Where to go on: after everything that was shown. A stop text is not in it. Also when cancelled.
    Position position;
    std::vector<Token> reply{};     ///< every token chosen for this reply, also those of the stop text
    std::vector<Token> kept{};      ///< of them, those that make up the text
    std::string rest{};             ///< text held back until now and not part of a stop text
    std::uint64_t promptTokens = 0; ///< read before the first token was chosen
    double promptSeconds = 0;       ///< spent reading them
    double firstTokenSeconds = 0;   ///< from acceptance
    double decodeSeconds = 0;       ///< from the first token to the last
};
/// Every job: Progress and Piece in any number, then exactly one of Loaded, Finished, Error.
using Event = std::variant<Progress, Piece, Loaded, Finished, Error>;
/// Runs on the engine thread and must not block.
using Listener = std::function<void(const Event&)>;

/// Remembers nothing between jobs. All methods may be called from any thread.
class Engine {
public:
    /// threads: of the compute pool; 0 = one a physical core.
    explicit Engine(int threads = 0);
    ~Engine(); ///< cancels, drains, joins; every job still gets its closing event
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    JobId load(LoadOptions options, Listener listener);
    JobId generate(GenerateRequest request, Listener listener);
    /// Returns at once; the closing event still comes, within one slice. Unknown ids are ignored.
    void cancel(JobId job);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace aviary::engine

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
    Position from; ///< `unread` (at least one token) holds the prompt, or the last token sampled
    SamplingOptions sampling{};
    std::vector<std::string> stop{}; ///< texts that end the reply; matched in bytes, not shown
    int maxTokens = 256;             ///< new ones; 0: only read what is unread
    std::vector<Token> reply{};      ///< tokens of this reply so far, when one is continued
};

enum class StopReason { EndOfText, StopText, Length, Cancelled, Nonfinite };

/// Seconds are counted from when the job was accepted.
struct Progress {
    std::uint64_t done = 0, total = 0; ///< prompt tokens read; while loading: thousandths of the file
    double seconds = 0;
};
/// One token was chosen. Its text may come later (half characters and beginnings of stop texts are held
/// back).
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
    /// Where to go on. After StopText: right after `kept`, as if the stop text had never been read; its state
    /// is null when the stop text began in an earlier part of the reply, and has to be rebuilt from the text.
    /// Otherwise after everything read; when Cancelled or Length, its unread token is the last of `reply`, so
    /// that the reply can be continued with `reply` exactly as if it had not ended.
    Position position;
    std::vector<Token>
        reply{}; ///< every token chosen for this reply, also of earlier parts, stop texts and end-of-text
    std::vector<Token> kept{}; ///< those that make up the reply's text: without stop text, end-of-text,
                               ///< beginnings of stop texts
    std::string rest{};        ///< text not yet sent as a Piece: what was held back and turned out to be text
    std::uint64_t promptTokens = 0; ///< read before the first token was chosen
    double promptSeconds = 0;       ///< spent reading them
    double firstTokenSeconds = 0;   ///< from acceptance; 0 when no token was chosen
    double decodeSeconds = 0;       ///< from the first token to the last
};
/// Every job: Progress and Piece in any number, then exactly one of Loaded, Finished, Error.
using Event = std::variant<Progress, Piece, Loaded, Finished, Error>;
/// Runs on the engine thread and must not block.
using Listener = std::function<void(const Event&)>;

/// Remembers nothing between jobs. All methods may be called from any thread. Jobs advance in turn; those
/// that decode on the same model share its matrix products. Loading has a thread of its own and delays
/// nobody.
class Engine {
public:
    /// threads: of the compute pool; 0 = one a physical core.
    explicit Engine(int threads = 0);
    ~Engine(); ///< cancels, drains, joins; every job still gets its closing event
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    JobId load(LoadOptions options, Listener listener);
    /// Ends in Error Invalid for an empty `unread` or tokens that the model does not have, in NotFound when
    /// it has no vocabulary.
    JobId generate(GenerateRequest request, Listener listener);
    /// Returns at once; the closing event still comes, within one layer of one chunk. Unknown ids are
    /// ignored.
    void cancel(JobId job);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace aviary::engine

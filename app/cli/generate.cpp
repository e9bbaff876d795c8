// generate: completes a text or answers a message, through the engine that the window uses.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/engine_options.h"
#include "app/cli/files.h"
#include "app/cli/machine.h"
#include "app/prompt.h"
#include "engine/engine.h"
#include "engine/stop_matcher.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <limits>
#include <mutex>
#include <random>

namespace aviary::cli {
namespace {

using namespace engine;

constexpr SamplingOptions kCompletion{
    .temperature = 1.0F, .topP = 0.85F, .presence = 0.2F, .frequency = 0.2F, .penaltyDecay = 0.996F};

/// Events of several jobs on their way from the engine thread to this one.
class Channel {
public:
    struct Item {
        std::size_t reply;
        Event event;
    };

    Listener listener(std::size_t reply) {
        return [this, reply](const Event& event) {
            const std::scoped_lock lock(mutex_);
            items_.push_back({reply, event});
            arrived_.notify_one();
        };
    }
    /// Nothing when none came within a twentieth of a second.
    std::optional<Item> next() {
        std::unique_lock lock(mutex_);
        if (!arrived_.wait_for(lock, std::chrono::milliseconds(50), [&] { return !items_.empty(); }))
            return std::nullopt;
        Item item = std::move(items_.front());
        items_.pop_front();
        return item;
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Item> items_;
};

/// The text of one reply as it is shown, piece by piece. In a chat the blanks around it are not part of it,
/// and neither is thinking that had ended before the reply began.
class ShownText {
public:
    /// `earlier`: what was released of this reply before; it is not shown again. `prefix`: what the reply was
    /// made to begin with.
    explicit ShownText(bool trim, std::string_view prefix = {}, const std::string& earlier = {})
        : trim_(trim)
        , hidesThinking_(prefix.find("</think") != std::string_view::npos)
        , raw_(std::string(prefix) + earlier)
        , begin_(earlier.empty() ? 0 : whole().size())
        , shown_(begin_) {}

    /// What can be shown now.
    std::string add(const std::string& piece) {
        raw_ += piece;
        std::string fresh(whole().substr(std::min(shown_, whole().size())));
        shown_ += fresh.size();
        return fresh;
    }
    std::string_view text() const { return whole().substr(begin_); }

private:
    std::string_view whole() const {
        const std::string_view text = hidesThinking_ ? app::afterThinking(raw_) : std::string_view(raw_);
        return trim_ ? app::shownReply(text) : text;
    }

    bool trim_, hidesThinking_;
    std::string raw_;
    std::size_t begin_, shown_;
};

/// One reply, being made or done.
struct Reply {
    std::uint64_t seed = 0;
    ShownText text;
    std::optional<Finished> end{};
    std::optional<Error> error{};
};

/// What is to be generated, read from the command line.
struct Task {
    ModelRef model;
    Position from;
    std::vector<Token> earlier{}; ///< of the reply that is continued
    SamplingOptions sampling{};
    std::vector<std::string> stops{};
    int maxTokens = 0;
    std::size_t count = 1;
    bool chat = false, resumed = false, json = false;
    const app::ChatFamily* family = nullptr;
    app::ThinkMode thinking{};
    std::optional<std::string> stateOut{};
};

std::uint64_t randomSeed() {
    std::random_device source;
    return (std::uint64_t{source()} << 32) | source();
}

/// `preset` with what was given instead. Temperature 0 is meant as "the likeliest tokens", so it also turns
/// the penalties off unless they are given.
SamplingOptions readSampling(Arguments& arguments, const SamplingOptions& preset) {
    constexpr float kLarge = 1000;
    SamplingOptions out = preset;
    out.temperature = arguments.real("--temperature", preset.temperature, 0, kLarge);
    const bool greedy = arguments.has("--temperature") && out.temperature == 0;
    out.topP = arguments.real("--top-p", preset.topP, 0, 1);
    out.topK = static_cast<int>(arguments.integer("--top-k", preset.topK, 0, 1 << 24));
    out.minP = arguments.real("--min-p", preset.minP, 0, 1);
    out.presence = arguments.real("--presence", greedy ? 0 : preset.presence, -kLarge, kLarge);
    out.frequency = arguments.real("--frequency", greedy ? 0 : preset.frequency, -kLarge, kLarge);
    out.penaltyDecay = arguments.real("--penalty-decay", preset.penaltyDecay, 0, 1);
    return out;
}

/// What was given as --prompt or --prompt-file; empty when a state is continued without one.
Result<std::string> readPrompt(const Arguments& arguments) {
    const auto text = arguments.text("--prompt");
    const auto file = arguments.text("--prompt-file");
    if (text && file)
        return fail(ErrorKind::Invalid, "--prompt and --prompt-file exclude each other");
    if (file)
        return readFile(*file);
    if (!text && !arguments.has("--state-in"))
        return fail(ErrorKind::Invalid, "generate needs --prompt, --prompt-file or --state-in");
    return text.value_or("");
}

Result<Snapshot> readSnapshot(const Arguments& arguments, const Model& model) {
    const auto path = arguments.text("--state-in");
    if (!path)
        return Snapshot{};
    const auto bytes = readFile(*path);
    if (!bytes)
        return Failure(bytes.error());
    return snapshotFromBytes(std::as_bytes(std::span(*bytes)), model);
}

/// The tokens that `prompt` adds to what the model has read.
Result<std::vector<Token>> promptTokens(const Task& task, const Snapshot& before, const std::string& system,
                                        const std::string& prompt) {
    const Tokenizer& tokenizer = task.model->tokenizer();
    if (prompt.empty()) {
        if (task.resumed)
            return std::vector<Token>();
        if (task.chat)
            return fail(ErrorKind::Invalid, "there is no message to answer");
        if (const auto end = tokenizer.endOfText())
            return std::vector{*end};
        return fail(ErrorKind::Invalid,
                    "this model cannot begin without a prompt: it has no end-of-text token");
    }
    if (!task.chat)
        return tokenizer.encode(prompt);
    if (app::cleanMessage(prompt).empty())
        return fail(ErrorKind::Invalid, "there is no message to answer");
    std::string read = decode(tokenizer, before.reply.empty() ? before.position.unread : before.reply);
    if (read.empty() && task.resumed)
        read = "."; // something was read, and nobody knows that it ended a turn
    return tokenizer.encode(app::framePrompt(*task.family, read, system, prompt, task.thinking));
}

/// The framing of a chat: the model's own family and its default way of thinking, or what was asked for.
Result<void> readFraming(const Arguments& arguments, Task& task) {
    const std::string name = arguments.text("--family").value_or(task.model->info().chatFamily);
    task.family = &app::chatFamily(name);
    if (task.family->name != name) {
        std::string known;
        for (const app::ChatFamily& family : app::chatFamilies())
            known += (known.empty() ? "" : ", ") + std::string(family.name);
        return fail(ErrorKind::Invalid, "--family is one of " + known + ", not " + name);
    }
    const std::string mode =
        arguments.text("--think").value_or(std::string(task.family->thinking.front().name));
    const app::ThinkMode* thinking = app::thinkMode(*task.family, mode);
    if (thinking == nullptr) {
        std::string known;
        for (const app::ThinkMode& one : task.family->thinking)
            known += (known.empty() ? "" : ", ") + std::string(one.name);
        return fail(ErrorKind::Invalid, "--think for the family " + name + " is " + known + ", not " + mode);
    }
    task.thinking = *thinking;
    return {};
}

Result<Task> readTask(Arguments& arguments) {
    Task task;
    task.json = arguments.has("--json");
    task.chat = arguments.has("--chat");
    task.resumed = arguments.has("--state-in");
    task.stateOut = arguments.text("--state-out");
    task.stops = arguments.all("--stop");
    task.maxTokens = static_cast<int>(arguments.integer("--max-tokens", 256, 0, 1 << 30));
    task.count = static_cast<std::size_t>(arguments.integer("--n", 1, 1, 1024));
    const auto seed = arguments.unsignedNumber("--seed");
    const auto prompt = readPrompt(arguments);
    if (!prompt)
        return Failure(prompt.error());
    for (const char* option : {"--system", "--family", "--think"})
        if (arguments.has(option) && !task.chat)
            return fail(ErrorKind::Invalid, std::string(option) + " needs --chat");
    if (task.count > 1 && task.stateOut)
        return fail(ErrorKind::Invalid, "--state-out writes one state, --n makes several");
    readSampling(arguments, kCompletion); // refuses wrong values before a model is loaded
    const auto options = engineOptions(arguments, arguments.operands()[0]);
    if (!options)
        return Failure(options.error());

    auto model = loadModel(*options);
    if (!model)
        return Failure(model.error());
    if (const auto fine = (*model)->requireTokenizer(); !fine)
        return Failure(fine.error());
    task.model = std::move(*model);
    if (const auto framing = readFraming(arguments, task); !framing)
        return Failure(framing.error());
    task.sampling = readSampling(arguments, task.chat ? task.family->sampling : kCompletion);
    if (task.chat)
        task.stops.insert(task.stops.end(), task.family->stops.begin(), task.family->stops.end());

    auto before = readSnapshot(arguments, *task.model);
    if (!before)
        return Failure(before.error());
    const auto tokens = promptTokens(task, *before, arguments.text("--system").value_or(""), *prompt);
    if (!tokens)
        return Failure(tokens.error());
    const bool continued = task.resumed && prompt->empty();
    task.sampling.seed = seed ? *seed : continued ? before->seed : randomSeed();
    task.from = std::move(before->position);
    task.from.unread.insert(task.from.unread.end(), tokens->begin(), tokens->end());
    if (continued)
        task.earlier = std::move(before->reply);
    if (task.from.unread.empty())
        return fail(ErrorKind::Invalid, "the reply in this state has ended; give a prompt to go on");
    return task;
}

/// Runs the jobs of `replies` to their end, showing the only one as it grows.
void run(Engine& engine, const Task& task, const GenerateRequest& request, std::vector<Reply>& replies) {
    Channel channel;
    std::vector<JobId> jobs;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        GenerateRequest one = request;
        one.sampling.seed = replies[i].seed;
        jobs.push_back(engine.generate(std::move(one), channel.listener(i)));
    }
    bool cancelled = false;
    for (std::size_t running = replies.size(); running > 0;) {
        if (!cancelled && (interrupted() || !outputWorks())) {
            std::ranges::for_each(jobs, [&](JobId job) { engine.cancel(job); });
            cancelled = true;
        }
        const auto item = channel.next();
        if (!item)
            continue;
        Reply& reply = replies[item->reply];
        std::string piece;
        if (const auto* made = std::get_if<Piece>(&item->event)) {
            piece = made->text;
        } else if (const auto* end = std::get_if<Finished>(&item->event)) {
            reply.end = *end;
            piece = end->rest;
            --running;
        } else if (const auto* error = std::get_if<Error>(&item->event)) {
            reply.error = *error;
            --running;
        }
        const std::string fresh = reply.text.add(piece);
        if (!fresh.empty() && !task.json && replies.size() == 1)
            print(fresh);
    }
}

/// Reads all but the last token of what is unread, once for all replies.
Result<Finished> readAhead(Engine& engine, Task& task) {
    GenerateRequest request{.model = task.model, .from = task.from, .maxTokens = 0};
    const Token last = request.from.unread.back();
    request.from.unread.pop_back();
    std::vector<Reply> one{{.text = ShownText(false)}};
    if (request.from.unread.empty())
        one[0].end = Finished{.reason = StopReason::Length, .position = request.from};
    else
        run(engine, task, request, one);
    if (one[0].error)
        return Failure(*one[0].error);
    task.from = one[0].end->position;
    task.from.unread.push_back(last);
    return *one[0].end;
}

std::string_view reasonName(StopReason reason) {
    switch (reason) {
    case StopReason::EndOfText:
        return "end";
    case StopReason::StopText:
        return "stop";
    case StopReason::Length:
        return "length";
    case StopReason::Cancelled:
        return "cancelled";
    case StopReason::Nonfinite:
        return "nonfinite";
    }
    return "";
}

Json rate(std::size_t count, double seconds) {
    return count > 0 && seconds > 0 ? Json(static_cast<double>(count) / seconds) : Json();
}

Json describe(const Task& task, const Reply& reply) {
    const Finished& end = *reply.end;
    const std::vector<Token> fresh(end.reply.begin() + static_cast<std::ptrdiff_t>(task.earlier.size()),
                                   end.reply.end());
    return {{"text", reply.text.text()},
            {"tokens", fresh},
            {"finish_reason", reasonName(end.reason)},
            {"seed", reply.seed},
            {"first_token_s", fresh.empty() ? Json() : Json(end.firstTokenSeconds)},
            {"decode_tok_s", rate(fresh.size() - std::min<std::size_t>(fresh.size(), 1), end.decodeSeconds)}};
}

/// A reply's end as it can be continued later.
Result<void> writeState(const Task& task, const Reply& reply) {
    const Finished& end = *reply.end;
    if (!end.position.state && end.reason == StopReason::StopText)
        return fail(ErrorKind::Invalid, "no state was written: the stop text began before the state that was "
                                        "continued");
    const bool open = end.reason != StopReason::StopText && end.reason != StopReason::EndOfText;
    const Snapshot snapshot{
        .position = end.position, .seed = reply.seed, .reply = open ? end.reply : end.kept};
    return writeFile(*task.stateOut, toBytes(snapshot, *task.model));
}

Result<int> generate(Arguments& arguments) {
    auto read = readTask(arguments);
    if (!read)
        return Failure(read.error());
    Task& task = *read;
    const std::string earlier = StopMatcher(task.stops).add(decode(task.model->tokenizer(), task.earlier));
    std::vector<Reply> replies;
    for (std::size_t i = 0; i < task.count; ++i)
        replies.push_back({.seed = task.sampling.seed + i,
                           .text = ShownText(task.chat, task.thinking.replyPrefix, earlier)});

    Engine engine(static_cast<int>(arguments.integer("--threads", 0, 1, 1024)));
    std::uint64_t prefilled = 0;
    double prefillSeconds = 0;
    // A state must keep one token unread to go on from, so a reply of no tokens is only read ahead.
    const bool onlyRead = task.maxTokens == 0 && task.stateOut;
    if (task.count > 1 || onlyRead) {
        const auto done = readAhead(engine, task);
        if (!done)
            return Failure(done.error());
        prefilled = done->promptTokens;
        prefillSeconds = done->promptSeconds;
    }
    if (onlyRead) {
        replies[0].end = Finished{.reason = interrupted() ? StopReason::Cancelled : StopReason::Length,
                                  .position = task.from,
                                  .reply = task.earlier,
                                  .kept = task.earlier};
    } else {
        run(engine, task,
            {.model = task.model,
             .from = task.from,
             .sampling = task.sampling,
             .stop = task.stops,
             .maxTokens = task.maxTokens,
             .reply = task.earlier},
            replies);
    }

    for (const Reply& reply : replies) {
        if (reply.error)
            return Failure(*reply.error);
        if (reply.end->reason == StopReason::Nonfinite)
            return fail(ErrorKind::Corrupt, "the model computed values that are no finite numbers",
                        "nonfinite");
    }
    if (task.json) {
        const Finished& first = *replies[0].end;
        prefilled += first.promptTokens;
        prefillSeconds += first.promptSeconds;
        Json out = task.count == 1 ? describe(task, replies[0]) : Json{{"replies", Json::array()}};
        if (task.count > 1)
            for (const Reply& reply : replies)
                out["replies"].push_back(describe(task, reply));
        out["prompt_tokens"] = prefilled;
        out["prefill_tok_s"] = rate(prefilled, prefillSeconds);
        out["rss_peak_bytes"] = peakMemory();
        out["resumed"] = task.resumed;
        printJson(out);
    } else if (task.count > 1) {
        for (std::size_t i = 0; i < replies.size(); ++i)
            print((i > 0 ? "\n---\n" : "") + std::string(replies[i].text.text()));
        print("\n");
    } else if (outputIsTerminal()) {
        print("\n");
    }
    if (task.stateOut)
        if (const auto done = writeState(task, replies[0]); !done)
            return Failure(done.error());
    return interrupted() ? kInterrupted : 0;
}

} // namespace

Command generateCommand() {
    return {
        "generate",
        "MODEL",
        "complete a text, or answer a message",
        1,
        1,
        withEngineOptions({
            {"--prompt", "TEXT", "the text to complete, or the message to answer"},
            {"--prompt-file", "FILE", "the same from a file"},
            {"--chat", "", "frame the prompt as a message, with the roles this model knows"},
            {"--system", "TEXT", "instructions before a chat"},
            {"--family", "NAME", "how the chat is framed; default: as the model was taught"},
            {"--think", "MODE", "whether the model thinks first: off, fast, on, ... as the family knows it"},
            {"--max-tokens", "N", "at most N new tokens (default 256)"},
            {"--temperature", "T", "0: always the likeliest token"},
            {"--top-p", "P", "choose among the likeliest tokens that make up P"},
            {"--top-k", "K", "choose among the K likeliest tokens; 0: all"},
            {"--min-p", "P", "leave out tokens below this share of the likeliest"},
            {"--presence", "A", "penalty for a token that occurred"},
            {"--frequency", "B", "penalty for every occurrence"},
            {"--penalty-decay", "D", "how occurrences fade with every token"},
            {"--seed", "S", "the same seed gives the same text (default: random)"},
            {"--stop", "TEXT", "end before this text", true},
            {"--n", "K", "K replies with the seeds S, S+1, ..."},
            {"--state-in", "FILE", "go on from this state; without a prompt, exactly where it stopped"},
            {"--state-out", "FILE", "write the state after the reply"},
        }),
        generate};
}

} // namespace aviary::cli

#include "app/reading.h"

#include "app/prompt.h"
#include "engine/stop_matcher.h"
#include "engine/utf8.h"

#include <utility>

namespace aviary::app {
namespace {

using engine::Token;
using Path = std::vector<store::Turn>;

void append(std::vector<Token>& out, std::span<const Token> tokens) {
    out.insert(out.end(), tokens.begin(), tokens.end());
}

/// A state on the path and the turns it has read.
struct Start {
    engine::Position position{};
    std::size_t turns = 0;      ///< read, the last one being a reply; 0: the beginning
    std::vector<Token> reply{}; ///< of that reply, when it was not finished
};

/// Whether a state stored with a turn has read its text and nothing else. That of a stopped reply has also
/// read what was held back, perhaps half a stop text: right for going on with this reply, wrong before the
/// next message.
bool hasReadOnly(const store::Turn& turn, const engine::Snapshot& snapshot) {
    return snapshot.reply.empty() || snapshot.reply == turn.tokens;
}

Result<Start> nearestState(store::Store& store, const Path& path, const engine::Model& model) {
    const std::string fingerprint = toHex(model.fingerprint());
    for (std::size_t end = path.size(); end > 0;) {
        auto stored = store.position(path[end - 1].id, fingerprint);
        if (!stored)
            return Failure(stored.error());
        if (!stored->snapshot)
            break;
        const std::size_t holder = end - 1 - stored->unread.size();
        const bool continues = holder + 1 == path.size();
        auto snapshot = engine::snapshotFromBytes(*stored->snapshot, model);
        if (snapshot && (continues || hasReadOnly(path[holder], *snapshot)))
            return Start{std::move(snapshot->position), holder + 1, std::move(snapshot->reply)};
        end = holder;
    }
    return Start{};
}

} // namespace

Result<Reading> readingFor(store::Store& store, store::TurnId turn, const engine::Model& model) {
    if (const auto vocabulary = model.requireTokenizer(); !vocabulary)
        return Failure(vocabulary.error());
    const auto path = store.path(turn);
    if (!path)
        return Failure(path.error());
    auto start = nearestState(store, *path, model);
    if (!start)
        return Failure(start.error());

    const engine::Tokenizer& tokenizer = model.tokenizer();
    const ChatFamily& family = chatFamily(model.info().chatFamily);
    Reading reading{.from = std::move(start->position), .resumed = start->turns > 0};
    std::string before, system, message;
    for (std::size_t i = 0; i < path->size(); ++i) {
        const store::Turn& part = (*path)[i];
        const bool last = i + 1 == path->size();
        const bool read = i < start->turns;
        if (part.role == store::Role::System)
            system = part.text;
        if (part.role == store::Role::User)
            message += (message.empty() ? "" : "\n") + part.text;
        const bool answers =
            part.role == store::Role::Assistant && !(part.text.empty() && part.tokens.empty());
        if (!message.empty() && (answers || last)) {
            before = framePrompt(family, before, system, message);
            message.clear();
            if (!read)
                append(reading.from.unread, tokenizer.encode(before));
        }
        if (!answers)
            continue;
        auto tokens = part.tokenizer == tokenizer.name() ? part.tokens : tokenizer.encode(part.text);
        if (!read)
            append(reading.from.unread, tokens);
        if (!part.text.empty())
            before = part.text;
        if (last)
            reading.reply = read ? std::move(start->reply) : std::move(tokens);
    }
    return reading;
}

std::string shownText(const engine::Tokenizer& tokenizer, const std::vector<std::string>& stops,
                      std::span<const Token> tokens) {
    engine::StopMatcher matcher(stops);
    engine::Utf8Joiner joiner;
    return joiner.add(matcher.add(engine::decode(tokenizer, tokens)));
}

WholePart wholePart(const engine::Tokenizer& tokenizer, std::string_view text,
                    std::span<const Token> tokens) {
    engine::Utf8Joiner joiner;
    std::size_t shown = 0, wholeText = 0, wholeTokens = 0;
    for (std::size_t i = 0; i < tokens.size() && shown <= text.size(); ++i) {
        const bool ends = tokenizer.endOfText() == tokens[i];
        shown += joiner.add(tokenizer.bytes(tokens[i])).size();
        if (!ends && shown <= text.size() && joiner.pending().empty()) {
            wholeText = shown;
            wholeTokens = i + 1;
        }
    }
    return {text.substr(0, wholeText), tokens.first(wholeTokens)};
}

} // namespace aviary::app

// logits: feeds token ids and writes what the model expects next, as raw float32.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/engine_options.h"
#include "app/cli/files.h"
#include "engine/base/thread_pool.h"
#include "engine/snapshot.h"
#include "engine/workspace.h"

#include <algorithm>
#include <numeric>

namespace aviary::cli {
namespace {

using namespace engine;

/// "1,2,3", or "@FILE" with a JSON array in the file.
Result<std::vector<Token>> readTokens(const std::string& text, int vocabulary) {
    std::optional<std::vector<std::int64_t>> ids;
    if (text.starts_with('@')) {
        const auto content = readFile(std::string_view(text).substr(1));
        if (!content)
            return Failure(content.error());
        const Json json = Json::parse(*content, nullptr, false);
        if (json.is_array() &&
            std::ranges::all_of(json, [](const Json& id) { return id.is_number_integer(); }))
            ids = json.get<std::vector<std::int64_t>>();
    } else {
        ids = parseIntegers(text);
    }
    if (!ids || ids->empty())
        return fail(ErrorKind::Invalid, "--tokens takes ids with commas between, or @FILE with a JSON array");
    const auto stranger = std::ranges::find_if(*ids, [&](auto id) { return id < 0 || id >= vocabulary; });
    if (stranger != ids->end())
        return fail(ErrorKind::Invalid, "the model has no token " + std::to_string(*stranger) +
                                            ", only 0 to " + std::to_string(vocabulary - 1));
    return std::vector<Token>(ids->begin(), ids->end());
}

/// Which of `count` positions are asked for, in order.
Result<std::vector<std::size_t>> readPositions(const std::string& text, std::size_t count) {
    std::vector<std::size_t> out;
    if (text == "all") {
        out.resize(count);
        std::iota(out.begin(), out.end(), std::size_t{0});
        return out;
    }
    if (text == "last")
        return std::vector{count - 1};
    const auto listed = parseIntegers(text);
    if (!listed)
        return fail(ErrorKind::Invalid, "--positions takes all, last, or numbers with commas between");
    for (const std::int64_t position : *listed) {
        if (position < 0 || static_cast<std::size_t>(position) >= count)
            return fail(ErrorKind::Invalid, "there is no position " + std::to_string(position) + " among " +
                                                std::to_string(count) + " tokens; the first is 0");
        out.push_back(static_cast<std::size_t>(position));
    }
    std::ranges::sort(out);
    const auto repeated = std::ranges::unique(out);
    out.erase(repeated.begin(), repeated.end());
    return out;
}

/// The sizes of the calls: equal pieces of `chunk`, or as "60,20,1x420" says: 60, 20, then 420 times 1.
Result<std::vector<std::size_t>> readCalls(const std::optional<std::string>& text, std::size_t chunk,
                                           std::size_t count) {
    std::vector<std::size_t> calls;
    if (!text) {
        for (std::size_t done = 0; done < count; done += calls.back())
            calls.push_back(std::min(chunk, count - done));
        return calls;
    }
    std::size_t sum = 0;
    std::string_view rest = *text;
    for (bool more = true; more;) {
        const auto comma = std::min(rest.find(','), rest.size());
        const std::string_view part = rest.substr(0, comma);
        more = comma < rest.size();
        rest.remove_prefix(more ? comma + 1 : comma);
        const auto cross = part.find('x');
        const auto size = parseInteger(part.substr(0, cross));
        const auto times = cross == std::string_view::npos ? 1 : parseInteger(part.substr(cross + 1));
        const auto limit = static_cast<std::int64_t>(count);
        if (!size || !times || *size < 1 || *times < 1 || *size > limit || *times > limit)
            return fail(ErrorKind::Invalid, "--calls takes sizes like 60,20,1x420, not " + printable(*text));
        sum += static_cast<std::size_t>(*size * *times);
        if (sum > count)
            break;
        calls.insert(calls.end(), static_cast<std::size_t>(*times), static_cast<std::size_t>(*size));
    }
    if (sum != count)
        return fail(ErrorKind::Invalid,
                    "--calls does not add up to the " + std::to_string(count) + " tokens that there are");
    return calls;
}

Result<int> logits(Arguments& arguments) {
    const auto outPath = arguments.text("--out");
    const auto tokensText = arguments.text("--tokens");
    if (!outPath || !tokensText)
        return fail(ErrorKind::Invalid, "logits needs --tokens and --out");
    if (arguments.has("--chunk") && arguments.has("--calls"))
        return fail(ErrorKind::Invalid, "--chunk and --calls exclude each other");
    const auto chunk = static_cast<std::size_t>(arguments.integer("--chunk", 256, 1, 1 << 20));
    const auto options = engineOptions(arguments, arguments.operands()[0]);
    if (!options)
        return Failure(options.error());
    const auto model = loadModel(*options);
    if (!model)
        return Failure(model.error());
    const Generation& generation = (*model)->generation();
    const auto vocabulary = static_cast<std::size_t>(generation.dimensions().vocabulary);

    const auto tokens = readTokens(*tokensText, generation.dimensions().vocabulary);
    if (!tokens)
        return Failure(tokens.error());
    const auto wanted = readPositions(arguments.text("--positions").value_or("all"), tokens->size());
    if (!wanted)
        return Failure(wanted.error());
    const auto calls = readCalls(arguments.text("--calls"), chunk, tokens->size());
    if (!calls)
        return Failure(calls.error());
    Position start;
    if (const auto path = arguments.text("--state-in")) {
        const auto bytes = readFile(*path);
        if (!bytes)
            return Failure(bytes.error());
        auto snapshot = snapshotFromBytes(std::as_bytes(std::span(*bytes)), **model);
        if (!snapshot)
            return Failure(snapshot.error());
        start = std::move(snapshot->position);
    }
    auto out = OutputFile::create(*outPath);
    if (!out)
        return Failure(out.error());

    ThreadPool pool(options->threads);
    Workspace workspace(pool);
    State state = start.state ? *start.state : State(generation.layout());
    const auto feed = [&](std::span<const Token> part, std::span<float> result) {
        const Lane lane{state, part, result};
        generation.forward({&lane, 1}, workspace);
    };
    if (!start.unread.empty())
        feed(start.unread, {});

    std::vector<float> values;
    std::size_t begin = 0;
    auto next = wanted->begin(); // the first position not yet written
    for (const std::size_t size : *calls) {
        if (interrupted())
            return kInterrupted;
        const std::size_t end = begin + size;
        const auto last = std::find_if(next, wanted->end(), [&](std::size_t p) { return p >= end; });
        const bool onlyLast = last - next == 1 && *next == end - 1;
        values.resize(next == last ? 0 : onlyLast ? vocabulary : size * vocabulary);
        feed(std::span(*tokens).subspan(begin, size), values);
        for (; next != last; ++next) {
            const std::size_t row = onlyLast ? 0 : *next - begin;
            out->write(std::as_bytes(std::span(values).subspan(row * vocabulary, vocabulary)));
        }
        begin = end;
    }
    if (!(*model)->intact())
        return fail(ErrorKind::Io, "the model file became unreadable", "FILE_CHANGED");
    if (const auto done = out->finish(); !done)
        return Failure(done.error());
    if (const auto path = arguments.text("--state-out")) {
        const std::uint64_t read = start.tokensRead + start.unread.size() + tokens->size();
        const Snapshot snapshot{.position = {std::make_shared<const State>(std::move(state)), {}, read}};
        if (const auto done = writeFile(*path, toBytes(snapshot, **model)); !done)
            return Failure(done.error());
    }
    if (arguments.has("--json"))
        printJson({{"tokens", tokens->size()}, {"positions", wanted->size()}, {"n_vocab", vocabulary}});
    return 0;
}

} // namespace

Command logitsCommand() {
    return {"logits",
            "MODEL",
            "feed token ids and write the logits after them as float32",
            1,
            1,
            withEngineOptions({
                {"--tokens", "LIST|@FILE", "ids with commas between, or a JSON array in a file"},
                {"--positions", "LIST", "all (default), last, or numbers from 0 on"},
                {"--chunk", "N", "at most N tokens a call (default 256)"},
                {"--calls", "LIST", "sizes of the calls: 60,20,1x420 is 60, 20, then 420 single ones"},
                {"--state-in", "FILE", "go on from this state"},
                {"--state-out", "FILE", "write the state after the last token"},
                {"--out", "FILE", "where the logits go"},
            }),
            logits};
}

} // namespace aviary::cli

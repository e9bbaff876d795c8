// tokenize and detokenize: bytes on standard input to ids on standard output, and back.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/engine_options.h"
#include "app/cli/files.h"
#include "engine/tokenizer.h"

#include <algorithm>
#include <limits>

namespace aviary::cli {
namespace {

using namespace engine;
using TokenizerRef = std::shared_ptr<const Tokenizer>;

/// Of MODEL, or the one that --vocab names.
Result<TokenizerRef> tokenizerOf(Arguments& arguments) {
    const auto vocabulary = arguments.text("--vocab");
    if (!arguments.operands().empty()) {
        const auto options = engineOptions(arguments, arguments.operands()[0]);
        if (!options)
            return Failure(options.error());
        return Model::loadTokenizer(options->load);
    }
    if (!vocabulary)
        return fail(ErrorKind::Invalid, "tokens need MODEL or --vocab FILE");
    const auto text = readFile(*vocabulary);
    if (!text)
        return Failure(text.error());
    return makeTokenizer(*text);
}

Result<std::string> fromHex(const std::string& hex) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        const auto high = kDigits.find(static_cast<char>(hex[i] | 0x20));
        const auto low = kDigits.find(static_cast<char>(hex[i + 1] | 0x20));
        if (high == std::string_view::npos || low == std::string_view::npos)
            return fail(ErrorKind::Invalid, "bytes_hex has " + printable(hex.substr(i, 2)) + " in it");
        out += static_cast<char>(high * 16 + low);
    }
    if (hex.size() % 2 != 0)
        return fail(ErrorKind::Invalid, "bytes_hex has an odd number of digits");
    return out;
}

/// {"text": …} or {"bytes_hex": …}
Result<std::string> bytesOf(std::string_view line) {
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_object() && json.contains("text") && json["text"].is_string())
        return json["text"].get<std::string>();
    if (json.is_object() && json.contains("bytes_hex") && json["bytes_hex"].is_string())
        return fromHex(json["bytes_hex"].get<std::string>());
    return fail(ErrorKind::Invalid, "this is neither {\"text\":…} nor {\"bytes_hex\":…}: " + printable(line));
}

/// {"text": …} where it is UTF-8, otherwise {"bytes_hex": …}
std::string lineOf(const std::string& bytes) {
    try {
        return Json{{"text", bytes}}.dump();
    } catch (const Json::exception&) {
        return Json{{"bytes_hex", toHex(std::as_bytes(std::span(bytes)))}}.dump();
    }
}

Result<std::vector<Token>> idsOf(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    const auto isId = [](const Json& id) {
        return id.is_number_unsigned() && id.get<std::uint64_t>() <= std::numeric_limits<Token>::max();
    };
    if (!json.is_array() || !std::ranges::all_of(json, isId))
        return fail(ErrorKind::Invalid, "this is no JSON array of token ids: " + printable(text));
    return json.get<std::vector<Token>>();
}

/// Calls `convert` with all of standard input, or with each of its lines; prints what it returns.
template <class Convert> Result<int> convertInput(bool lines, const Convert& convert) {
    const auto input = readInput();
    if (!input)
        return kInterrupted;
    if (!lines) {
        const Result<std::string> out = convert(*input);
        if (!out)
            return Failure(out.error());
        print(*out);
        return 0;
    }
    std::string_view rest = *input;
    for (int line = 1; !rest.empty(); ++line) {
        const auto end = std::min(rest.find('\n'), rest.size());
        if (end > 0) {
            const Result<std::string> out = convert(rest.substr(0, end));
            if (!out)
                return fail(out.error().kind, "line " + std::to_string(line) + ": " + out.error().message);
            print(*out + "\n");
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return 0;
}

Result<int> tokenize(Arguments& arguments) {
    const auto tokenizer = tokenizerOf(arguments);
    if (!tokenizer)
        return Failure(tokenizer.error());
    const bool lines = arguments.has("--lines");
    return convertInput(lines, [&](std::string_view input) -> Result<std::string> {
        const auto bytes = lines ? bytesOf(input) : std::string(input);
        if (!bytes)
            return Failure(bytes.error());
        return Json((*tokenizer)->encodeMarked(*bytes)).dump() + (lines ? "" : "\n");
    });
}

Result<int> detokenize(Arguments& arguments) {
    const auto tokenizer = tokenizerOf(arguments);
    if (!tokenizer)
        return Failure(tokenizer.error());
    const bool lines = arguments.has("--lines");
    return convertInput(lines, [&](std::string_view input) -> Result<std::string> {
        const auto ids = idsOf(input);
        if (!ids)
            return Failure(ids.error());
        const std::string bytes = decode(**tokenizer, *ids);
        return lines ? lineOf(bytes) : bytes;
    });
}

const std::vector<Option>& options() {
    static const std::vector<Option> all =
        withEngineOptions({{"--lines", "", "one JSON input a line, one JSON output a line"}});
    return all;
}

} // namespace

Command tokenizeCommand() {
    return {"tokenize",
            "MODEL|--vocab FILE",
            "bytes on standard input to a JSON array of token ids",
            0,
            1,
            options(),
            tokenize};
}

Command detokenizeCommand() {
    return {"detokenize",
            "MODEL|--vocab FILE",
            "a JSON array of token ids on standard input to bytes",
            0,
            1,
            options(),
            detokenize};
}

} // namespace aviary::cli

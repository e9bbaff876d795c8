// state-dump: what a state file holds.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/files.h"
#include "app/paths.h"
#include "engine/snapshot.h"

#include <algorithm>

namespace aviary::cli {
namespace {

using namespace engine;

/// Whether a field's name can be a file's: letters, digits, dots and underscores, a letter or digit first.
bool isFileName(std::string_view name) {
    const auto isWord = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    return !name.empty() && name.size() <= FileLimits::kName && isWord(name[0]) &&
           std::ranges::all_of(name, [&](char c) { return isWord(c) || c == '.' || c == '_'; });
}

Result<void> writeFields(const OpenSnapshot& snapshot, const std::string& folder) {
    const auto path = app::pathFromUtf8(folder);
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error)
        return fail(ErrorKind::Io, printable(folder) + " cannot be created: " + error.message());
    const auto fields = snapshot.header.layout->fields();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!isFileName(fields[i].name))
            return refuse(Fault::Corrupt, "the state has a field named " + printable(fields[i].name));
        const std::vector<float> values = snapshot.state.published(i);
        const auto done =
            writeFile(app::toUtf8(path / (fields[i].name + ".f32")), std::as_bytes(std::span(values)));
        if (!done)
            return done;
    }
    return {};
}

Json describe(const SnapshotHeader& header) {
    Json out{{"model", header.modelName},
             {"fingerprint", header.modelFingerprint},
             {"generation", header.generation},
             {"weights", header.weights},
             {"tokenizer", header.tokenizer},
             {"tokens_read", header.tokensRead},
             {"seed", header.seed},
             {"unread", header.unread},
             {"reply", header.reply},
             {"fields", Json::array()}};
    for (const StateField& field : header.layout->fields())
        out["fields"].push_back({{"name", field.name}, {"shape", field.shape}});
    return out;
}

void printLines(const SnapshotHeader& header) {
    std::string out =
        "model: " + printable(header.modelName) + "\nfingerprint: " + printable(header.modelFingerprint) +
        "\ngeneration: " + printable(header.generation) + "\nweights: " + printable(header.weights) +
        "\ntokenizer: " + printable(header.tokenizer) +
        "\ntokens read: " + std::to_string(header.tokensRead) +
        "\ntokens not yet read: " + std::to_string(header.unread.size()) +
        "\ntokens of the reply: " + std::to_string(header.reply.size()) + "\n";
    for (const StateField& field : header.layout->fields())
        out += printable(field.name) + " " + shapeText(field.shape) + "\n";
    print(out);
}

Result<int> stateDump(Arguments& arguments) {
    const auto bytes = readFile(arguments.operands()[0]);
    if (!bytes)
        return Failure(bytes.error());
    const auto snapshot = openSnapshot(std::as_bytes(std::span(*bytes)));
    if (!snapshot)
        return Failure(snapshot.error());
    const auto folder = arguments.text("--raw");
    if (folder)
        if (const auto done = writeFields(*snapshot, *folder); !done)
            return Failure(done.error());
    if (arguments.has("--json"))
        printJson(describe(snapshot->header));
    else if (!folder)
        printLines(snapshot->header);
    return 0;
}

} // namespace

Command stateDumpCommand() {
    return {"state-dump",
            "FILE",
            "what a state file holds",
            1,
            1,
            {{"--raw", "DIR", "write every field as float32 to DIR/NAME.f32"}},
            stateDump};
}

} // namespace aviary::cli

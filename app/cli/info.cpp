// info and inspect: what a file is, without loading its weights.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/engine_options.h"
#include "app/cli/files.h"
#include "app/paths.h"
#include "engine/base/mapped_file.h"
#include "engine/isa.h"
#include "engine/snapshot.h"
#include "engine/tensor_source.h"
#include "engine/tokenizer.h"

#include <algorithm>

namespace aviary::cli {
namespace {

using namespace engine;

std::string plain(const Json& value) {
    return value.is_string() ? value.get<std::string>()
                             : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// One "key: value" a line.
void printLines(const Json& object) {
    std::string out;
    for (const auto& [key, value] : object.items())
        out += key + ": " + plain(value) + "\n";
    print(out);
}

Json describe(const ModelInfo& info) {
    const Dimensions& d = info.dimensions;
    // The embedding stays in the file's memory map; everything else is held as float32.
    const std::int64_t held = d.parameters - std::int64_t{d.vocabulary} * d.width;
    Json out{{"name", info.name},
             {"container", info.container},
             {"generation", d.generation},
             {"n_layer", d.layers},
             {"n_embd", d.width},
             {"n_head", d.heads},
             {"head_size", d.headSize},
             {"n_ffn", d.ffn},
             {"n_vocab", d.vocabulary},
             {"ranks", d.ranks},
             {"parameters", d.parameters},
             {"tokenizer", info.tokenizer},
             {"chat_family", info.chatFamily},
             {"dtypes", info.dtypes},
             {"state_bytes", info.stateBytes},
             {"memory_bytes", {{"f32", held * 4}}},
             {"weights_default", info.weights},
             {"isa", isaName()},
             {"libraries", mathLibraries()}};
    if (!info.remarks.empty())
        out["remarks"] = info.remarks;
    return out;
}

Result<int> info(Arguments& arguments) {
    const auto options = engineOptions(arguments, arguments.operands()[0]);
    if (!options)
        return Failure(options.error());
    auto source = openWeights(options->load.path);
    if (!source)
        return Failure(source.error());
    const auto model = Model::inspect(std::move(*source), options->load.path);
    if (!model)
        return Failure(model.error());
    const Json facts = describe(*model);
    if (arguments.has("--json"))
        printJson(facts);
    else
        printLines(facts);
    return 0;
}

Result<Json> inspectState(std::span<const std::byte> bytes) {
    const auto snapshot = openSnapshot(bytes);
    if (!snapshot)
        return Failure(snapshot.error());
    const SnapshotHeader& header = snapshot->header;
    Json out{{"container", "aviary-state"},
             {"metadata",
              {{"model", header.modelName},
               {"fingerprint", header.modelFingerprint},
               {"generation", header.generation},
               {"weights", header.weights},
               {"tokenizer", header.tokenizer},
               {"tokens_read", header.tokensRead}}},
             {"tensors", Json::array()}};
    // The values are the last thing in the file before its SHA-256.
    const std::size_t values = bytes.size() - sizeof(Digest) - header.layout->floats() * sizeof(float);
    const auto fields = header.layout->fields();
    for (std::size_t i = 0; i < fields.size(); ++i)
        out["tensors"].push_back({{"name", fields[i].name},
                                  {"shape", fields[i].shape},
                                  {"dtype", "F32"},
                                  {"offset", values + header.layout->offset(i) * sizeof(float)},
                                  {"bytes", snapshot->state.field(i).size_bytes()}});
    return out;
}

Result<Json> inspectVocabulary(std::string_view text) {
    const auto tokenizer = makeTokenizer(text);
    if (!tokenizer)
        return Failure(tokenizer.error());
    return Json{{"container", "vocabulary"},
                {"metadata", {{"tokenizer", (*tokenizer)->name()}, {"size", (*tokenizer)->size()}}},
                {"tensors", Json::array()}};
}

Result<Json> inspectWeights(const std::filesystem::path& path) {
    auto opened = openWeights(path);
    if (!opened)
        return Failure(opened.error());
    const std::shared_ptr<const TensorSource> source = std::move(*opened);
    if (const auto model = Model::inspect(source, path); !model)
        return Failure(model.error());
    Json out{
        {"container", source->container()}, {"metadata", source->metadata()}, {"tensors", Json::array()}};
    for (const TensorInfo& tensor : source->tensors())
        out["tensors"].push_back({{"name", tensor.name},
                                  {"shape", tensor.shape},
                                  {"dtype", dtypeName(tensor.dtype)},
                                  {"offset", tensor.offset},
                                  {"bytes", tensor.bytes}});
    if (!source->remarks().empty())
        out["remarks"] = source->remarks();
    return out;
}

/// The first line of a World vocabulary: an id, a blank, a quoted text. Or JSON that has words and merges.
bool looksLikeVocabulary(std::string_view text) {
    if (text.starts_with('{'))
        return text.find("\"merges\"") != std::string_view::npos;
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string_view rest = text.substr(digits, 3);
    return digits > 0 && digits < 10 &&
           (rest.starts_with(" '") || rest.starts_with(" \"") || rest.starts_with(" b'"));
}

Result<int> inspect(Arguments& arguments) {
    const auto path = modelPath(arguments.operands()[0]);
    if (!path)
        return Failure(path.error());
    const auto file = MappedFile::open(*path);
    if (!file)
        return Failure(file.error());
    const auto bytes = file->bytes();
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const auto facts = text.starts_with("AVSTATE") ? inspectState(bytes)
                       : looksLikeVocabulary(text) ? inspectVocabulary(text)
                                                   : inspectWeights(*path);
    if (!facts)
        return Failure(facts.error());
    if (!file->intact())
        return fail(ErrorKind::Io, app::toUtf8(*path) + " became unreadable", "FILE_CHANGED");
    printJson(*facts);
    return 0;
}

} // namespace

Command infoCommand() {
    return {"info", "MODEL", "what a model is and what it would need", 1, 1, withEngineOptions({}), info};
}

Command inspectCommand() {
    return {"inspect", "FILE", "what a model, vocabulary or state file holds, as JSON", 1, 1, {}, inspect};
}

} // namespace aviary::cli

#include "engine/model.h"

#include "engine/base/mapped_file.h"

#include <algorithm>
#include <array>
#include <new>
#include <span>
#include <string_view>
#include <utility>

namespace aviary::engine {
namespace {

constexpr int kWorldVocabulary = 65536;
constexpr int kNeoxVocabulary = 50277; // some models have a few unused rows more
constexpr int kMostNeoxRows = 50432;

std::string_view metadata(const TensorSource& source, const std::string& key) {
    const auto found = source.metadata().find(key);
    return found == source.metadata().end() ? std::string_view() : std::string_view(found->second);
}

std::string utf8(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

std::string displayName(const TensorSource& source, const std::filesystem::path& path) {
    const auto name = metadata(source, "aviary.name");
    return name.empty() ? utf8(path.stem()) : std::string(name);
}

/// Which vocabulary these weights were trained with, judged by metadata and size.
std::string_view tokenizerKind(const TensorSource& source, int vocabulary) {
    if (metadata(source, "aviary.tokenizer") == "byte" || vocabulary == 256)
        return "byte";
    if (vocabulary >= kWorldVocabulary - 7 && vocabulary <= kWorldVocabulary)
        return "world";
    if (vocabulary >= kNeoxVocabulary && vocabulary <= kMostNeoxRows)
        return "neox";
    return "none";
}

/// Names under which a vocabulary is published; it is looked for beside the weights. The first is asked for.
constexpr std::array<std::string_view, 1> kWorldFiles{"rwkv_vocab_v20230424.txt"};
constexpr std::array<std::string_view, 2> kNeoxFiles{"20B_tokenizer.json", "tokenizer.json"};

std::span<const std::string_view> vocabularyFiles(std::string_view kind) {
    if (kind == "world")
        return kWorldFiles;
    if (kind == "neox")
        return kNeoxFiles;
    return {};
}

Result<std::shared_ptr<const Tokenizer>> readVocabulary(const std::filesystem::path& path) {
    const auto file = MappedFile::open(path);
    if (!file)
        return Failure(file.error());
    const auto bytes = file->bytes();
    return makeTokenizer({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// Null when the weights need a vocabulary file and none is there.
Result<std::shared_ptr<const Tokenizer>> findTokenizer(const TensorSource& source, int vocabulary,
                                                       const LoadOptions& options) {
    const auto kind = tokenizerKind(source, vocabulary);
    if (kind == "byte")
        return makeByteTokenizer(metadata(source, "aviary.tokenizer") == "byte");
    if (!options.vocabulary.empty()) {
        auto named = readVocabulary(options.vocabulary);
        if (named && (*named)->size() > static_cast<std::size_t>(vocabulary))
            return fail(ErrorKind::Invalid, "the vocabulary " + utf8(options.vocabulary) + " has ids up to " +
                                                std::to_string((*named)->size() - 1) + ", the model only " +
                                                std::to_string(vocabulary) + " tokens");
        return named;
    }
    for (const std::string_view name : vocabularyFiles(kind)) {
        const auto beside = options.path.parent_path() / name;
        std::error_code ignored;
        if (std::filesystem::exists(beside, ignored))
            return readVocabulary(beside);
    }
    return std::shared_ptr<const Tokenizer>();
}

/// How the model was taught to chat. Weights do not tell: the series is known by its name only.
std::string_view chatFamily(const TensorSource& source, const ModelInfo& info) {
    if (metadata(source, "aviary.template") == "user-assistant")
        return "demo";
    if (info.tokenizer == "neox")
        return "raven";
    std::string name = info.name;
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 32) : c; });
    const bool g1 = name.find("-g1") != std::string::npos || name.starts_with("g1");
    return g1 && info.dimensions.generation.starts_with('7') ? "g1" : "world";
}

ModelInfo describe(const TensorSource& source, const std::filesystem::path& path,
                   const Generation& generation, const WeightLoader& loader) {
    ModelInfo info;
    info.name = displayName(source, path);
    info.container = source.container();
    info.dimensions = generation.dimensions();
    info.tokenizer = tokenizerKind(source, info.dimensions.vocabulary);
    info.chatFamily = chatFamily(source, info);
    for (const TensorInfo& tensor : source.tensors())
        ++info.dtypes[std::string(dtypeName(tensor.dtype))];
    info.stateBytes = generation.layout()->floats() * sizeof(float);
    info.remarks.assign(source.remarks().begin(), source.remarks().end());
    for (const std::string& name : loader.nonfinite())
        info.remarks.push_back("tensor " + name + " has values that are no finite numbers");
    return info;
}

Failure missingVocabulary(const ModelInfo& info, const std::filesystem::path& path) {
    if (const auto files = vocabularyFiles(info.tokenizer); !files.empty())
        return refuse(Fault::MissingVocabulary,
                      "the model " + info.name + " needs its vocabulary, the file " +
                          std::string(files.front()) + ", beside " + utf8(path.filename()));
    return refuse(Fault::MissingVocabulary, "no vocabulary is known for the " +
                                                std::to_string(info.dimensions.vocabulary) + " tokens of " +
                                                info.name);
}

Failure unreadable(const std::filesystem::path& path) {
    return fail(ErrorKind::Io, "the model file " + utf8(path) + " became unreadable", "FILE_CHANGED");
}

} // namespace

Result<ModelInfo> Model::inspect(std::shared_ptr<const TensorSource> source,
                                 const std::filesystem::path& path) {
    const auto entry = findGeneration(*source);
    if (!entry)
        return Failure(entry.error());
    WeightLoader loader(source, WeightLoader::Mode::Check);
    const auto generation = (*entry)->load(loader);
    if (!loader.ok())
        return Failure(loader.fault());
    return describe(*source, path, *generation, loader);
}

Result<std::shared_ptr<const Tokenizer>> Model::loadTokenizer(const LoadOptions& options) {
    auto opened = openWeights(options.path);
    if (!opened)
        return Failure(opened.error());
    const std::shared_ptr<const TensorSource> source = std::move(*opened);
    const auto info = inspect(source, options.path);
    if (!info)
        return Failure(info.error());
    auto tokenizer = findTokenizer(*source, info->dimensions.vocabulary, options);
    if (tokenizer && !*tokenizer)
        return missingVocabulary(*info, options.path);
    return tokenizer;
}

Result<std::shared_ptr<const Model>> Model::load(const LoadOptions& options,
                                                 const std::function<bool(double)>& onProgress) try {
    auto opened = openWeights(options.path);
    if (!opened)
        return Failure(opened.error());
    std::shared_ptr<const TensorSource> source = std::move(*opened);
    const auto checked = inspect(source, options.path);
    if (!checked)
        return Failure(checked.error());
    auto tokenizer = findTokenizer(*source, checked->dimensions.vocabulary, options);
    if (!tokenizer)
        return Failure(tokenizer.error());

    WeightLoader loader(source, WeightLoader::Mode::Load, onProgress);
    auto generation = (*findGeneration(*source))->load(loader);
    if (!source->intact())
        return unreadable(options.path);
    if (!loader.ok())
        return Failure(loader.fault());

    std::shared_ptr<Model> model(new Model);
    model->info_ = describe(*source, options.path, *generation, loader);
    model->info_.weightBytes = generation->weightBytes();
    model->info_.bytesPerToken = generation->bytesPerToken();
    if (*tokenizer)
        model->info_.tokenizer = (*tokenizer)->name();
    model->fingerprint_ = loader.fingerprint();
    model->source_ = std::move(source);
    model->path_ = options.path;
    model->tokenizer_ = std::move(*tokenizer);
    model->generation_ = std::move(generation);
    return model;
} catch (const std::bad_alloc&) {
    return fail(ErrorKind::NoMemory,
                "the model " + utf8(options.path) + " does not fit into this computer's memory",
                "OUT_OF_MEMORY");
}

Result<void> Model::requireTokenizer() const {
    if (tokenizer_)
        return {};
    return missingVocabulary(info_, path_);
}

} // namespace aviary::engine

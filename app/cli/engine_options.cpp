#include "app/cli/engine_options.h"

#include "app/cli/console.h"
#include "app/paths.h"
#include "engine/base/thread_pool.h"
#include "engine/isa.h"

#include <algorithm>
#include <array>

namespace aviary::cli {
namespace {

struct Demo {
    std::string_view name, file;
};
constexpr std::array kDemos{
    Demo{"demo:4", "rwkv-4-demo.safetensors"}, Demo{"demo:5", "rwkv-5.2-demo.safetensors"},
    Demo{"demo:6", "rwkv-6-demo.safetensors"}, Demo{"demo:7", "rwkv-7-demo.safetensors"},
    Demo{"demo:X", "rwkv-X-demo.safetensors"},
};

constexpr std::array<std::string_view, 4> kWeights{"f32", "bf16", "q8", "q4"};
constexpr std::array<std::string_view, 8> kModelOptions{"group_norm_eps", "chunk",  "topk",      "max_kv",
                                                        "kv_window",      "min_kv", "attn_mode", "prefill"};

Result<void> checkWeights(const std::string& weights) {
    if (std::ranges::count(kWeights, weights) == 0)
        return fail(ErrorKind::Invalid, "--weights takes f32, bf16, q8 or q4, not " + printable(weights));
    if (weights != "f32")
        return fail(ErrorKind::Unsupported, "this version holds weights as f32 only, not as " + weights);
    return {};
}

Result<void> checkModelOption(const std::string& option) {
    const auto equals = option.find('=');
    const std::string key = option.substr(0, equals);
    if (equals == std::string::npos || equals + 1 == option.size())
        return fail(ErrorKind::Invalid, "--model-option takes KEY=VALUE, not " + printable(option));
    if (std::ranges::count(kModelOptions, key) == 0)
        return fail(ErrorKind::Invalid, "no model has an option " + printable(key));
    return fail(ErrorKind::Unsupported, "no model that this version runs has an option " + key);
}

} // namespace

std::vector<Option> withEngineOptions(std::vector<Option> own) {
    own.insert(own.end(), {
                              {"--weights", "FORMAT", "format of the weights in memory: f32, bf16, q8, q4"},
                              {"--threads", "N", "threads that compute (default: physical cores)"},
                              {"--isa", "NAME", "use this instruction set, not the best one"},
                              {"--vocab", "FILE", "vocabulary, for weights that carry none"},
                              {"--model-option", "KEY=VALUE", "what the file does not say", true},
                          });
    return own;
}

Result<EngineOptions> engineOptions(Arguments& arguments, std::string_view model) {
    EngineOptions out;
    out.threads = static_cast<int>(arguments.integer("--threads", physicalCores(), 1, 1024));
    if (const auto fine = arguments.check(); !fine)
        return Failure(fine.error());
    if (const auto fine = checkWeights(arguments.text("--weights").value_or("f32")); !fine)
        return Failure(fine.error());
    for (const std::string& option : arguments.all("--model-option"))
        if (const auto fine = checkModelOption(option); !fine)
            return Failure(fine.error());
    if (const auto isa = arguments.text("--isa"))
        if (const auto forced = engine::forceIsa(*isa); !forced)
            return Failure(forced.error());
    if (const auto vocabulary = arguments.text("--vocab"))
        out.load.vocabulary = app::pathFromUtf8(*vocabulary);
    auto path = modelPath(model);
    if (!path)
        return Failure(path.error());
    out.load.path = std::move(*path);
    return out;
}

Result<std::filesystem::path> modelPath(std::string_view model) {
    const auto demo = std::ranges::find(kDemos, model, &Demo::name);
    if (demo != kDemos.end())
        return app::demoFolder() / demo->file;
    if (model.starts_with("demo:"))
        return fail(ErrorKind::NotFound, "there is no demo model " + printable(model) +
                                             "; there are demo:4, demo:5, demo:6, demo:7 and demo:X");
    return app::pathFromUtf8(model);
}

Result<engine::ModelRef> loadModel(const EngineOptions& options) {
    auto model = engine::Model::load(options.load, [](double) { return !interrupted(); });
    if (model)
        for (const std::string& remark : (*model)->info().remarks)
            note(printable(remark));
    return model;
}

} // namespace aviary::cli

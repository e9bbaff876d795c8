// bench: how fast a model reads and writes here, and how close that is to what the machine can do.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/engine_options.h"
#include "app/cli/machine.h"
#include "engine/base/thread_pool.h"
#include "engine/isa.h"
#include "engine/snapshot.h"
#include "engine/workspace.h"

#include <algorithm>
#include <chrono>

namespace aviary::cli {
namespace {

using namespace engine;

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Spread {
    double median = 0, least = 0, most = 0;
};

Spread spread(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t n = values.size();
    return {(values[(n - 1) / 2] + values[n / 2]) / 2, values.front(), values.back()};
}

Json toJson(const Spread& s) {
    return {{"median", s.median}, {"min", s.least}, {"max", s.most}};
}

/// Feeds a model with token ids that jump about the vocabulary, so that no row of the embedding stays near.
class Runner {
public:
    Runner(const Model& model, int threads)
        : model_(model)
        , pool_(threads)
        , workspace_(pool_)
        , vocabulary_(static_cast<std::size_t>(model.generation().dimensions().vocabulary)) {}

    ThreadPool& pool() { return pool_; }
    State fresh() const { return State(model_.generation().layout()); }

    /// Reads `count` tokens as one prompt, with the logits after the last; tokens a second.
    double prefill(State& state, std::size_t count) {
        if (count == 0)
            return 0;
        const std::vector<Token> tokens = someTokens(count);
        std::vector<float> logits(vocabulary_);
        const auto start = std::chrono::steady_clock::now();
        const Lane lane{state, tokens, logits};
        model_.generation().forward({&lane, 1}, workspace_);
        return static_cast<double>(count) / secondsSince(start);
    }

    /// Writes `count` tokens on each of `lanes` copies of `state`; tokens a second over all of them.
    double decode(const State& state, std::size_t count, std::size_t lanes) {
        std::vector<State> states(lanes, state);
        std::vector<float> logits(lanes * vocabulary_);
        const std::vector<Token> tokens = someTokens(count + lanes);
        const auto start = std::chrono::steady_clock::now();
        for (std::size_t step = 0; step < count && !interrupted(); ++step) {
            std::vector<Lane> batch;
            for (std::size_t i = 0; i < lanes; ++i)
                batch.push_back({states[i], std::span(tokens).subspan(step + i, 1),
                                 std::span(logits).subspan(i * vocabulary_, vocabulary_)});
            model_.generation().forward(batch, workspace_);
        }
        return static_cast<double>(count * lanes) / secondsSince(start);
    }

private:
    std::vector<Token> someTokens(std::size_t count) const {
        std::vector<Token> tokens(count);
        for (std::size_t i = 0; i < count; ++i)
            tokens[i] = static_cast<Token>((i * 7919 + 1) % vocabulary_);
        return tokens;
    }

    const Model& model_;
    ThreadPool pool_;
    Workspace workspace_;
    std::size_t vocabulary_;
};

/// Calls `measure` once to warm up, then `repeat` times.
template <class Measure> Spread repeated(std::int64_t repeat, const Measure& measure) {
    measure();
    std::vector<double> values;
    for (std::int64_t i = 0; i < repeat && (values.empty() || !interrupted()); ++i)
        values.push_back(measure());
    return spread(values);
}

/// Multiplications and additions to read a prompt; the output layer runs for its last token only.
double promptFlops(const Dimensions& d, std::size_t tokens) {
    const double table = static_cast<double>(d.vocabulary) * d.width; // embedding and output layer, each
    return 2 * ((static_cast<double>(d.parameters) - 2 * table) * static_cast<double>(tokens) + table);
}

void printLines(const Json& r) {
    const auto line = [](const std::string& name, double value, const std::string& unit) {
        std::string number(32, '\0');
        const int length = std::snprintf(number.data(), number.size(), "%.4g", value);
        number.resize(static_cast<std::size_t>(std::max(length, 0)));
        return name + ": " + number + " " + unit + "\n";
    };
    const auto rate = [&](const std::string& name, const Json& s) {
        return line(name, s["median"], "tokens/s (median)") + line("  from", s["min"], "tokens/s") +
               line("  to", s["max"], "tokens/s");
    };
    std::string out = r["model"].get<std::string>() + ", generation " + r["generation"].get<std::string>() +
                      ", " + r["weights"].get<std::string>() + ", " +
                      std::to_string(r["threads"].get<int>()) + " threads, " + r["isa"].get<std::string>() +
                      "\n";
    out += rate("prefill", r["prefill_tok_s"]) + rate("decode", r["decode_tok_s"]);
    for (const Json& depth : r["depth"])
        out += line("decode after " + std::to_string(depth["tokens"].get<std::int64_t>()) + " tokens",
                    depth["decode_tok_s"], "tokens/s");
    for (const Json& batch : r["batch"])
        out += line("decode with " + std::to_string(batch["lanes"].get<std::int64_t>()) + " lanes",
                    batch["decode_tok_s"], "tokens/s");
    out += line("weights in memory", r["weight_bytes"].get<double>() / 1e6, "MB");
    out += line("weights read per token", r["bytes_per_token"].get<double>() / 1e6, "MB");
    out += line("memory read limit", r["read_probe_bytes_s"].get<double>() / 1e9, "GB/s");
    out += line("  decode reaches", r["share_of_read_limit"].get<double>() * 100, "%");
    out += line("product limit", r["gemm_probe_flop_s"].get<double>() / 1e9, "Gflop/s");
    out += line("  prefill reaches", r["share_of_gemm_limit"].get<double>() * 100, "%");
    out += line("load", r["load_s"], "s") + line("first token", r["first_token_s"], "s");
    out += line("peak memory", r["rss_peak_bytes"].get<double>() / 1e6, "MB");
    out += line("state", r["state_bytes"].get<double>() / 1e6, "MB");
    out += line("  save", r["state_save_s"], "s") + line("  restore", r["state_restore_s"], "s");
    if (r["foreign_cpu"].is_number())
        out += line("processors used by others", r["foreign_cpu"].get<double>() * 100, "%");
    print(out);
}

Result<int> bench(Arguments& arguments) {
    constexpr std::int64_t kMany = 1 << 20;
    const auto promptSize = static_cast<std::size_t>(arguments.integer("--prefill", 512, 1, kMany));
    const auto decodeSize = static_cast<std::size_t>(arguments.integer("--decode", 128, 1, kMany));
    const auto depths = arguments.integers("--depth", "0,4096", 0, kMany);
    const auto batches = arguments.integers("--batch", "1,4", 1, 1024);
    const auto repeat = arguments.integer("--repeat", 5, 1, 1000);
    const auto options = engineOptions(arguments, arguments.operands()[0]);
    if (!options)
        return Failure(options.error());

    const CpuClock clock;
    const auto loadStart = std::chrono::steady_clock::now();
    const auto model = loadModel(*options);
    if (!model)
        return Failure(model.error());
    const double loadSeconds = secondsSince(loadStart);
    const ModelInfo& info = (*model)->info();
    Runner runner(**model, options->threads);

    State read = runner.fresh();
    const Spread prefill = repeated(repeat, [&] {
        read = runner.fresh();
        return runner.prefill(read, promptSize);
    });
    const Spread decode = repeated(repeat, [&] { return runner.decode(read, decodeSize, 1); });
    Json depth = Json::array();
    for (const std::int64_t tokens : depths) {
        if (interrupted())
            return kInterrupted;
        State deep = runner.fresh();
        runner.prefill(deep, static_cast<std::size_t>(tokens));
        const Spread s = repeated(repeat, [&] { return runner.decode(deep, decodeSize, 1); });
        depth.push_back({{"tokens", tokens}, {"decode_tok_s", s.median}});
    }
    Json batch = Json::array();
    for (const std::int64_t lanes : batches) {
        const Spread s = repeated(
            repeat, [&] { return runner.decode(read, decodeSize, static_cast<std::size_t>(lanes)); });
        batch.push_back({{"lanes", lanes}, {"decode_tok_s", s.median}});
    }

    const Snapshot snapshot{.position = {std::make_shared<const State>(read), {}, promptSize}};
    std::vector<std::byte> saved;
    const Spread save = repeated(repeat, [&] {
        const auto start = std::chrono::steady_clock::now();
        saved = toBytes(snapshot, **model);
        return secondsSince(start);
    });
    const Spread restore = repeated(repeat, [&] {
        const auto start = std::chrono::steady_clock::now();
        const auto restored = snapshotFromBytes(saved, **model);
        return restored ? secondsSince(start) : 0;
    });
    if (interrupted())
        return kInterrupted;

    const std::uint64_t peak = peakMemory(); // before the probes take memory of their own
    const double readLimit = readProbe(runner.pool());
    const double gemmLimit = gemmProbe(runner.pool());
    const double promptSeconds = static_cast<double>(promptSize) / prefill.median;
    const auto foreign = clock.foreignShare();
    const Json result{
        {"model", info.name},
        {"generation", info.dimensions.generation},
        {"weights", info.weights},
        {"threads", options->threads},
        {"isa", isaName()},
        {"prefill_tok_s", toJson(prefill)},
        {"decode_tok_s", toJson(decode)},
        {"depth", depth},
        {"batch", batch},
        {"weight_bytes", info.weightBytes},
        {"bytes_per_token", info.bytesPerToken},
        {"read_probe_bytes_s", readLimit},
        {"share_of_read_limit", decode.median * static_cast<double>(info.bytesPerToken) / readLimit},
        {"gemm_probe_flop_s", gemmLimit},
        {"share_of_gemm_limit", promptFlops(info.dimensions, promptSize) / promptSeconds / gemmLimit},
        {"load_s", loadSeconds},
        {"first_token_s", promptSeconds},
        {"rss_peak_bytes", peak},
        {"state_bytes", info.stateBytes},
        {"state_save_s", save.median},
        {"state_restore_s", restore.median},
        {"foreign_cpu", foreign ? Json(*foreign) : Json()}};
    if (arguments.has("--json"))
        printJson(result);
    else
        printLines(result);
    return 0;
}

} // namespace

Command benchCommand() {
    return {"bench",
            "MODEL",
            "measure speeds, and compare them with the machine's limits",
            1,
            1,
            withEngineOptions({
                {"--prefill", "N", "tokens of the prompt (default 512)"},
                {"--decode", "N", "tokens written one by one (default 128)"},
                {"--depth", "LIST", "tokens read before writing (default 0,4096)"},
                {"--batch", "LIST", "replies written at once (default 1,4)"},
                {"--repeat", "N", "how often each is measured (default 5)"},
            }),
            bench};
}

} // namespace aviary::cli

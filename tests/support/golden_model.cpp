#include "tests/support/golden_model.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace aviary::test {

using namespace aviary::engine;

std::vector<float> readFloats(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    std::vector<float> values(std::size_t(bytes.size()) / sizeof(float));
    std::memcpy(values.data(), bytes.constData(), values.size() * sizeof(float));
    return values;
}

QJsonObject readJson(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QJsonDocument::fromJson(file.readAll()).object();
}

std::vector<Token> toTokens(const QJsonArray& array) {
    std::vector<Token> tokens;
    for (const auto& value : array)
        tokens.push_back(value.toInt());
    return tokens;
}

double largestDifference(std::span<const float> a, std::span<const float> b) {
    if (a.size() != b.size())
        return std::numeric_limits<double>::infinity();
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = std::abs(double(a[i]) - double(b[i]));
        if (!(difference <= most))
            most = difference; // NaN stays
    }
    return most;
}

Runner::Runner(ModelRef model, int threads)
    : model_(std::move(model))
    , pool_(std::make_unique<ThreadPool>(threads))
    , workspace_(std::make_unique<Workspace>(*pool_)) {}

std::vector<float> Runner::feed(State& state, std::span<const Token> tokens, std::size_t most) {
    std::vector<float> logits(tokens.size() * vocabulary());
    const std::size_t step = most == 0 ? tokens.size() : most;
    for (std::size_t first = 0; first < tokens.size(); first += step) {
        const std::size_t count = std::min(step, tokens.size() - first);
        const Lane lane{state, tokens.subspan(first, count),
                        std::span(logits).subspan(first * vocabulary(), count * vocabulary())};
        model_->generation().forward({&lane, 1}, *workspace_);
    }
    return logits;
}

std::vector<Token> Runner::greedy(State& state, std::vector<float>& logits, std::size_t n) {
    std::vector<Token> chosen;
    std::vector<float> last(logits.end() - std::ptrdiff_t(vocabulary()), logits.end());
    for (std::size_t i = 0; i < n; ++i) {
        const auto best = Token(std::max_element(last.begin(), last.end()) - last.begin());
        chosen.push_back(best);
        last = feed(state, {&best, 1});
    }
    logits = last;
    return chosen;
}

} // namespace aviary::test

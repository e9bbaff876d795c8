// The next token: order of the steps, penalties, the draw.
#include "engine/sampler.h"
#include "tests/support/test_paths.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace aviary::engine;
using nlohmann::json;

namespace {

/// A vocabulary of as many tokens as are given.
class ListTokenizer : public Tokenizer {
public:
    explicit ListTokenizer(std::vector<std::string> tokens)
        : tokens_(std::move(tokens)) {}
    std::vector<Token> encode(std::string_view) const override { return {}; }
    std::string_view bytes(Token token) const override { return tokens_[static_cast<std::size_t>(token)]; }
    std::size_t size() const override { return tokens_.size(); }
    std::optional<Token> endOfText() const override { return std::nullopt; }
    std::string_view name() const override { return "list"; }

private:
    std::vector<std::string> tokens_;
};

json publishedCases(const std::string& kind) {
    QFile file(aviary::test::sharedFile("golden/sampling/cases.json"));
    if (!file.open(QIODevice::ReadOnly))
        return json::array();
    json out = json::array();
    const json all = json::parse(file.readAll().toStdString());
    for (const json& one : all["cases"])
        if (one["kind"] == kind)
            out.push_back(one);
    return out;
}

std::vector<double> drawn(const std::vector<double>& p) {
    std::vector<double> out;
    std::copy_if(p.begin(), p.end(), std::back_inserter(out), [](double value) { return value > 0; });
    return out;
}

SamplingOptions plain() {
    return {.temperature = 1.0F, .topP = 1.0F, .presence = 0, .frequency = 0};
}

} // namespace

class SamplerTest : public QObject {
    Q_OBJECT
private slots:
    void distributionIsThePublishedOne();
    void penaltiesAreThePublishedOnes();
    void topPIsTakenBeforeTemperature();
    void tokensEqualToTheCutoffStay();
    void topKKeepsTheLowerIndexOfEquals();
    void minPDropsTokensBelowItsShareOfTheLargest();
    void topPReachesFarIntoALargeFlatVocabulary();
    void greedyTakesTheLowestIndexOfEquals();
    void aSmallTemperatureIsStillADistribution();
    void bannedTokensAreNeverDrawn();
    void onlyTextWithinSpaceTabAndDigitsIsUncounted();
    void theDrawDependsOnSeedAndIndexAlone();
    void drawsFollowTheDistribution();
};

void SamplerTest::distributionIsThePublishedOne() {
    AVIARY_NEEDS_SHARED();
    const json cases = publishedCases("sample");
    QVERIFY(cases.size() >= 20);
    for (const json& one : cases) {
        SamplingOptions options = plain();
        options.temperature = one["temperature"];
        options.topP = one["top_p"];
        options.topK = one["top_k"];
        const auto p = distribution(one["logits"].get<std::vector<float>>(), options);
        const auto expected = one["expected_probs"].get<std::vector<double>>();
        QCOMPARE(p.size(), expected.size());
        for (std::size_t i = 0; i < p.size(); ++i) // logits are float32 here, float64 there
            QVERIFY2(std::abs(p[i] - expected[i]) < 1e-6, one["name"].get<std::string>().c_str());
    }
}

void SamplerTest::penaltiesAreThePublishedOnes() {
    AVIARY_NEEDS_SHARED();
    const json cases = publishedCases("penalty");
    QVERIFY(cases.size() >= 4);
    for (const json& one : cases) {
        std::vector<std::string> texts(16, "word");
        for (const std::size_t token : one["zero_weight_tokens"])
            texts[token] = "12";
        const ListTokenizer tokenizer(texts);
        SamplingOptions options;
        options.presence = one["presence"];
        options.frequency = one["frequency"];
        options.penaltyDecay = one["decay"];
        Occurrences occurrences(options, tokenizer);
        const auto generated = one["generated"].get<std::vector<Token>>();
        const json& steps = one["expected_subtracted_before_each_step"];
        QCOMPARE(steps.size(), generated.size() + 1);
        for (std::size_t step = 0; step < steps.size(); ++step) {
            std::vector<float> logits(texts.size(), 0.0F);
            occurrences.penalise(logits);
            for (std::size_t i = 0; i < logits.size(); ++i) {
                const double expected = steps[step].value(std::to_string(i), 0.0);
                QVERIFY2(std::abs(-static_cast<double>(logits[i]) - expected) < 1e-6,
                         one["name"].get<std::string>().c_str());
            }
            if (step < generated.size())
                occurrences.add(generated[step]);
        }
    }
}

void SamplerTest::topPIsTakenBeforeTemperature() {
    // At temperature 1: 0.665, 0.245, 0.090. Were temperature 4 applied first, all three were needed for 0.9.
    SamplingOptions options = plain();
    options.topP = 0.9F;
    options.temperature = 4.0F;
    const auto p = distribution(std::vector<float>{2, 1, 0}, options);
    QCOMPARE(p[2], 0.0);
    QVERIFY(std::abs(p[0] / p[1] - std::exp(0.25)) < 1e-6); // exponentials are float32
}

void SamplerTest::tokensEqualToTheCutoffStay() {
    SamplingOptions options = plain();
    options.topP = 0.3F;
    const auto p = distribution(std::vector<float>{2, 2, 2, 1}, options);
    QVERIFY(std::abs(p[0] - 1.0 / 3) < 1e-12 && p[0] == p[1] && p[1] == p[2]);
    QCOMPARE(p[3], 0.0);
}

void SamplerTest::topKKeepsTheLowerIndexOfEquals() {
    SamplingOptions options = plain();
    options.topK = 2;
    const auto p = distribution(std::vector<float>{1, 1, 1, 1, 0}, options);
    QCOMPARE(p, (std::vector<double>{0.5, 0.5, 0, 0, 0}));
}

void SamplerTest::minPDropsTokensBelowItsShareOfTheLargest() {
    SamplingOptions options = plain();
    options.minP = 0.3F; // e^-1 = 0.37 stays, e^-2 = 0.14 goes
    const auto p = distribution(std::vector<float>{3, 2, 1}, options);
    QVERIFY(p[0] > 0 && p[1] > 0);
    QCOMPARE(p[2], 0.0);
}

void SamplerTest::topPReachesFarIntoALargeFlatVocabulary() {
    std::vector<float> logits(65536);
    for (std::size_t i = 0; i < logits.size(); ++i)
        logits[i] = -1e-6F * static_cast<float>((i * 40503) % logits.size());
    SamplingOptions options = plain();
    options.topP = 0.5F;
    const auto kept = static_cast<double>(drawn(distribution(logits, options)).size());
    QVERIFY(std::abs(kept / 65536 - 0.492) < 0.002); // solves (1 - e^-cx) / (1 - e^-c) = 0.5, c = 0.0655
}

void SamplerTest::greedyTakesTheLowestIndexOfEquals() {
    SamplingOptions options = plain();
    options.temperature = 0;
    std::vector<float> logits{0, 5, 5, 1};
    QCOMPARE(sample(logits, options, 0), 1);
    QCOMPARE(distribution(logits, options), (std::vector<double>{0, 1, 0, 0}));
}

void SamplerTest::aSmallTemperatureIsStillADistribution() {
    SamplingOptions options = plain();
    options.temperature = 0.001F;
    const auto p = distribution(std::vector<float>(1000, 0.25F), options);
    QVERIFY(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1) < 1e-9);
}

void SamplerTest::bannedTokensAreNeverDrawn() {
    SamplingOptions options = plain();
    options.banned = {1, 99};
    for (std::uint64_t index = 0; index < 200; ++index) {
        std::vector<float> logits{0, 9, 0.5F};
        QVERIFY(sample(logits, options, index) != 1);
    }
    options.temperature = 0;
    std::vector<float> logits{0, 9, 0.5F};
    QCOMPARE(sample(logits, options, 0), 2);
}

void SamplerTest::onlyTextWithinSpaceTabAndDigitsIsUncounted() {
    const std::vector<std::string> texts{" ", "\t", "7", "12", "", " \t0", "21", "  ", "a", "\n"};
    const ListTokenizer tokenizer(texts);
    SamplingOptions options = plain();
    options.frequency = 1;
    Occurrences occurrences(options, tokenizer);
    for (Token token = 0; token < 10; ++token)
        occurrences.add(token);
    std::vector<float> logits(texts.size(), 0.0F);
    occurrences.penalise(logits);
    for (std::size_t i = 0; i < texts.size(); ++i)
        QCOMPARE(logits[i] < 0, i >= 6);
}

void SamplerTest::theDrawDependsOnSeedAndIndexAlone() {
    const std::vector<float> logits(500, 0.0F);
    const auto reply = [&](std::uint64_t seed) {
        SamplingOptions options = plain();
        options.seed = seed;
        std::vector<Token> tokens;
        for (std::uint64_t index = 0; index < 50; ++index) {
            std::vector<float> copy = logits;
            tokens.push_back(sample(copy, options, index));
        }
        return tokens;
    };
    QCOMPARE(reply(1), reply(1));
    QVERIFY(reply(1) != reply(2));
    std::vector<Token> shifted = reply(1);
    std::rotate(shifted.begin(), shifted.begin() + 1, shifted.end());
    shifted.pop_back();
    auto next = reply(2);
    next.pop_back();
    QVERIFY(shifted != next); // neighbouring seeds are not one sequence, moved
}

void SamplerTest::drawsFollowTheDistribution() {
    const std::vector<float> logits{0, 1, 2, -1, std::numeric_limits<float>::lowest()};
    const SamplingOptions options = plain();
    const auto p = distribution(logits, options);
    constexpr int kDraws = 40000;
    std::vector<int> counts(logits.size());
    for (int i = 0; i < kDraws; ++i) {
        std::vector<float> copy = logits;
        ++counts[static_cast<std::size_t>(sample(copy, options, static_cast<std::uint64_t>(i)))];
    }
    for (std::size_t i = 0; i < p.size(); ++i) { // five standard deviations of a binomial
        const double deviation = std::sqrt(kDraws * p[i] * (1 - p[i]));
        QVERIFY(std::abs(counts[i] - kDraws * p[i]) <= 5 * deviation);
    }
}

QTEST_APPLESS_MAIN(SamplerTest)
#include "sampler_test.moc"

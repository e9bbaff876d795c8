// Whole models against what the official code computes with them in float32.
#include "engine/model.h"
#include "tests/support/golden_model.h"
#include "tests/support/test_paths.h"

#include <QDir>
#include <QTest>

using namespace aviary;
using namespace aviary::engine;
using namespace aviary::test;

namespace {

struct Case {
    QString folder, file, name;
};

// Each folder's checkpoint in every container that lies there, times its cases.
std::vector<Case> casesOf(const QString& folder) {
    std::vector<Case> cases;
    const QJsonObject manifest = readJson(folder + "/manifest.json");
    for (const char* file : {"model.safetensors", "model.pth", "model.st"})
        if (QFile::exists(folder + "/" + file))
            for (const auto& one : manifest["cases"].toArray())
                cases.push_back({folder, file, one.toObject()["name"].toString()});
    return cases;
}

ModelRef loadOrFail(const QString& path) {
    auto model = Model::load({std::filesystem::path(path.toStdU16String())});
    if (!model)
        qWarning("%s", model.error().message.c_str());
    return model ? *model : nullptr;
}

/// What differs from the golden case when its prompt is fed at most `most` tokens a call; empty: nothing.
QString differences(const ModelRef& model, const QString& folder, const QJsonObject& golden,
                    double logitsTolerance, double stateTolerance, std::size_t most) {
    Runner runner(model);
    const std::size_t V = runner.vocabulary();
    State state = runner.start();
    std::vector<float> logits = runner.feed(state, toTokens(golden["tokens"].toArray()), most);

    const auto want = readFloats(folder + "/" + golden["logits_file"].toString());
    const auto positions = toTokens(golden["logits_positions"].toArray());
    if (positions.empty() || want.size() != positions.size() * V)
        return "the golden logits are incomplete";
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const double off = largestDifference(std::span(logits).subspan(std::size_t(positions[i]) * V, V),
                                             std::span(want).subspan(i * V, V));
        if (!(off <= logitsTolerance))
            return QString("logits at position %1 off by %2").arg(positions[i]).arg(off);
    }
    if (golden.contains("state_file")) {
        std::vector<float> got;
        for (std::size_t f = 0; f < state.layout().fields().size(); ++f) {
            const auto values = state.published(f);
            got.insert(got.end(), values.begin(), values.end());
        }
        const double off = largestDifference(got, readFloats(folder + "/" + golden["state_file"].toString()));
        if (!(off <= stateTolerance))
            return QString("state off by %1").arg(off);
    }
    if (runner.greedy(state, logits, 32) != toTokens(golden["greedy_32"].toArray()))
        return "other greedy tokens";
    if (golden.contains("logits_after_greedy_file")) {
        const double off = largestDifference(
            logits, readFloats(folder + "/" + golden["logits_after_greedy_file"].toString()));
        if (!(off <= logitsTolerance))
            return QString("logits after the greedy tokens off by %1").arg(off);
    }
    return {};
}

} // namespace

class GoldenTest : public QObject {
    Q_OBJECT
private slots:
    void sevenMatchesTheOfficialCode_data();
    void sevenMatchesTheOfficialCode();
    void lanesOfDifferentLengthsEqualSingleOnes();
    void theSameWeightsInTwoContainersAreTheSameModel();
    void tinyTrainedModelMatches();
};

void GoldenTest::sevenMatchesTheOfficialCode_data() {
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("most");
    // The wide sets where they are, otherwise the choice that comes with the source.
    const QString root = sharedPresent() ? sharedFile("golden/rwkv7x") : sourceFile("tests/data/rwkv7");
    for (const QString& sub : QDir(root).entryList({"v7-*"}, QDir::Dirs))
        for (const Case& c : casesOf(root + "/" + sub))
            for (const int most : {0, 1, 3, 7, 61})
                QTest::addRow("%s %s %s by %d", qPrintable(sub), qPrintable(c.file), qPrintable(c.name), most)
                    << c.folder << c.file << c.name << most;
}

void GoldenTest::sevenMatchesTheOfficialCode() {
    QFETCH(QString, folder);
    QFETCH(QString, file);
    QFETCH(QString, name);
    QFETCH(int, most);
    const QJsonObject manifest = readJson(folder + "/manifest.json");
    QJsonObject golden;
    for (const auto& one : manifest["cases"].toArray())
        if (one.toObject()["name"].toString() == name)
            golden = one.toObject();
    const QJsonObject tolerance = manifest["suggested_abs_tolerance"].toObject();
    const ModelRef model = loadOrFail(folder + "/" + file);
    QVERIFY(model);
    QCOMPARE(differences(model, folder, golden, tolerance["logits"].toDouble(), tolerance["state"].toDouble(),
                         std::size_t(most)),
             QString());
}

void GoldenTest::lanesOfDifferentLengthsEqualSingleOnes() {
    const QString root = sharedPresent() ? sharedFile("golden/rwkv7x") : sourceFile("tests/data/rwkv7");
    const ModelRef model = loadOrFail(root + "/v7-d128-n64-f32/model.safetensors");
    QVERIFY(model);
    Runner runner(model);
    const std::size_t V = runner.vocabulary();
    ThreadPool pool(2);
    Workspace workspace(pool);
    std::vector<std::vector<Token>> texts;
    for (const std::size_t length : {1, 300, 2, 40, 1}) {
        texts.emplace_back();
        for (std::size_t i = 0; i < length; ++i)
            texts.back().push_back(Token((i * 37 + length) % V));
    }
    std::vector<State> states(texts.size(), runner.start());
    std::vector<std::vector<float>> logits(texts.size(), std::vector<float>(V));
    std::vector<Lane> lanes;
    for (std::size_t i = 0; i < texts.size(); ++i)
        lanes.push_back({states[i], texts[i], logits[i]});
    model->generation().forward(lanes, workspace);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        State alone = runner.start();
        const auto all = runner.feed(alone, texts[i]);
        QVERIFY(largestDifference(logits[i], std::span(all).last(V)) < 1e-4);
        QVERIFY(largestDifference(states[i].values(), alone.values()) < 1e-4);
    }
}

void GoldenTest::theSameWeightsInTwoContainersAreTheSameModel() {
    const QString folder = (sharedPresent() ? sharedFile("golden/rwkv7x") : sourceFile("tests/data/rwkv7")) +
                           "/v7-d128-n32-mixed";
    const ModelRef pth = loadOrFail(folder + "/model.pth");
    QVERIFY(pth);
    Runner runner(pth);
    const auto tokens =
        toTokens(readJson(folder + "/manifest.json")["cases"].toArray()[0].toObject()["tokens"].toArray());
    State state = runner.start();
    const auto logits = runner.feed(state, tokens);
    // The `.st` file holds f16 where the `.pth` holds bf16 and f32, so the numbers are near, not equal.
    const ModelRef st = loadOrFail(folder + "/model.st");
    QVERIFY(st);
    Runner other(st);
    State otherState = other.start();
    QVERIFY(largestDifference(other.feed(otherState, tokens), logits) < 0.05);
    QVERIFY(loadOrFail(folder + "/model.pth")->fingerprint() == pth->fingerprint());
}

void GoldenTest::tinyTrainedModelMatches() {
    AVIARY_NEEDS_SHARED();
    const QString folder = sharedFile("golden/tiny-rwkv");
    const ModelRef model = loadOrFail(folder + "/tiny-rwkv-7v0-834K-FP32.safetensors");
    QVERIFY(model);
    Runner runner(model);
    const std::size_t V = runner.vocabulary();
    State state = runner.start();
    const std::vector<Token> start{0x22, 0x69, 0x6e};
    const auto logits = runner.feed(state, start);
    QVERIFY(largestDifference(std::span(logits).last(V),
                              readFloats(folder + "/expected-logits-7v0-834K.bin")) < 1e-4);

    const QJsonObject golden = readJson(folder + "/long-7v0.json");
    const double tolerance = golden["suggested_abs_tolerance"].toDouble();
    for (const std::size_t most : {0, 1, 50})
        QCOMPARE(differences(model, folder, golden, tolerance, 0, most), QString());
}

QTEST_APPLESS_MAIN(GoldenTest)
#include "golden_test.moc"

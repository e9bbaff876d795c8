// aviary-cli as its users see it: words in, bytes and exit codes out.
#include "tests/support/test_paths.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#if defined(Q_OS_UNIX)
#include <csignal>
#endif

using namespace aviary;

namespace {

struct Outcome {
    int code = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Outcome run(const QStringList& arguments, const QByteArray& input = {}) {
    QProcess process;
    process.start(QStringLiteral(AVIARY_CLI), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(300'000) || process.exitStatus() != QProcess::NormalExit)
        return {-1, process.readAllStandardOutput(), process.readAllStandardError()};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<float> floats(const QByteArray& bytes) {
    std::vector<float> out(static_cast<std::size_t>(bytes.size()) / sizeof(float));
    std::memcpy(out.data(), bytes.constData(), out.size() * sizeof(float));
    return out;
}

double largestDifference(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.size() != b.size() || a.empty())
        return std::numeric_limits<double>::infinity();
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    return largest;
}

QByteArray asBytes(const QJsonArray& tokens) {
    QByteArray out;
    for (const QJsonValue& token : tokens)
        out += static_cast<char>(token.toInt());
    return out;
}

QJsonArray joined(QJsonArray first, const QJsonArray& second) {
    for (const QJsonValue& value : second)
        first.append(value);
    return first;
}

const QString kDemo = QStringLiteral("demo:7");
const QString kTurnStop = QStringLiteral("\n\nUser:");

QString goldenFolder() {
    return test::sourceFile(QStringLiteral("tests/data/rwkv7/v7-d128-n64-f32/"));
}

/// A wrong call and its answer: nothing but one line on standard error.
bool isOneLineOfError(const Outcome& outcome) {
    return outcome.out.isEmpty() && outcome.err.startsWith("aviary-cli: ") && outcome.err.count('\n') == 1 &&
           outcome.err.endsWith('\n') && outcome.err.count(" · ") == 2;
}

} // namespace

class CliTest : public QObject {
    Q_OBJECT
private slots:
    void wrongUseIsOneLineAndExitCodeTwo_data();
    void wrongUseIsOneLineAndExitCodeTwo();
    void everyKindOfErrorHasItsExitCode_data();
    void everyKindOfErrorHasItsExitCode();
    void errorsAreJsonToo();
    void fullDisksAreNoticed();
    void everyCommandExplainsItself();
    void infoDescribesTheDemo();
    void inspectListsEveryTensor();
    void inspectRefusesMalformedFilesByTheirClass();
    void tokenizeAndDetokenizeAreInverse();
    void linesAreOneJsonInputAndOneJsonOutput();
    void worldIdsNeedNoModel();
    void logitsAreThePublishedOnes();
    void logitsDoNotDependOnThreads();
    void logitsGoOnFromASavedState();
    void stateDumpWritesEveryField();
    void greedyTextIsThePublishedOne();
    void chatAnswersWithoutBlanksAroundIt();
    void chatRemembersAcrossAState();
    void aContinuedReplyIsTheUninterruptedOne_data();
    void aContinuedReplyIsTheUninterruptedOne();
    void sameSeedSameTextAndManySeedsAtOnce();
    void aStopTextIsNotInTheSavedState();
    void anInterruptedReplyKeepsWhatWasPrintedAndItsState();
    void waitingForInputCanBeInterrupted();
    void benchReportsEveryKey();

private:
    QString path(const QString& name) const { return folder_.filePath(name); }
    QTemporaryDir folder_;
};

void CliTest::wrongUseIsOneLineAndExitCodeTwo_data() {
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* name, const QStringList& arguments) { QTest::newRow(name) << arguments; };
    row("no command", {});
    row("unknown command", {"sing"});
    row("unknown option", {"info", kDemo, "--loud"});
    row("operand missing", {"info"});
    row("operand too many", {"info", kDemo, "more"});
    row("value missing", {"info", kDemo, "--threads"});
    row("value for a flag", {"generate", kDemo, "--chat=yes", "--prompt", "x"});
    row("given twice", {"info", kDemo, "--threads", "1", "--threads", "2"});
    row("no number", {"generate", kDemo, "--prompt", "x", "--temperature", "warm"});
    row("out of range", {"generate", kDemo, "--prompt", "x", "--top-p", "1.5"});
    row("not finite", {"generate", kDemo, "--prompt", "x", "--temperature", "nan"});
    row("negative seed", {"generate", kDemo, "--prompt", "x", "--seed", "-1"});
    row("no threads", {"info", kDemo, "--threads", "0"});
    row("unknown weights", {"info", kDemo, "--weights", "q9"});
    row("unknown instruction set", {"info", kDemo, "--isa", "mmx2"});
    row("unknown model option", {"info", kDemo, "--model-option", "colour=red"});
    row("model option without value", {"info", kDemo, "--model-option", "chunk"});
    row("no prompt", {"generate", kDemo});
    row("no message", {"generate", kDemo, "--chat", "--prompt", ""});
    row("a blank message", {"generate", kDemo, "--chat", "--prompt", " \n"});
    row("system without chat", {"generate", kDemo, "--prompt", "x", "--system", "y"});
    row("one state for many", {"generate", kDemo, "--prompt", "x", "--n", "2", "--state-out", "s"});
    row("logits without a place", {"logits", kDemo, "--tokens", "1"});
    row("token unknown to the model", {"logits", kDemo, "--tokens", "1,256", "--out", "x"});
    row("no tokens", {"logits", kDemo, "--tokens", "", "--out", "x"});
    row("position outside", {"logits", kDemo, "--tokens", "1,2", "--positions", "2", "--out", "x"});
    row("calls that do not add up", {"logits", kDemo, "--tokens", "1,2,3", "--calls", "1x2", "--out", "x"});
    row("calls and chunk", {"logits", kDemo, "--tokens", "1", "--calls", "1", "--chunk", "1", "--out", "x"});
    row("tokens of nothing", {"tokenize"});
}

void CliTest::wrongUseIsOneLineAndExitCodeTwo() {
    QFETCH(QStringList, arguments);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(isOneLineOfError(outcome), outcome.err.constData());
}

void CliTest::everyKindOfErrorHasItsExitCode_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QFile text(path("text.pth"));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("<!DOCTYPE html><html></html>");
    text.close();
    const auto row = [](const char* name, const QStringList& arguments, int code) {
        QTest::newRow(name) << arguments << code;
    };
    row("no such file", {"info", path("none.pth")}, 3);
    row("no such demo", {"info", "demo:99"}, 3);
    row("no such vocabulary", {"tokenize", "--vocab", path("none.txt")}, 3);
    row("vocabulary needed", {"generate", goldenFolder() + "model.safetensors", "--prompt", "x"}, 3);
    row("a web page", {"info", path("text.pth")}, 4);
    row("no state", {"state-dump", path("text.pth")}, 4);
    row("weights not held here", {"info", kDemo, "--weights", "q8"}, 5);
    row("option for another model", {"info", kDemo, "--model-option", "chunk=8"}, 5);
    row("no folder to write to", {"logits", kDemo, "--tokens", "1", "--out", path("none/x")}, 6);
    row("a folder as a model", {"info", folder_.path()}, 6);
}

void CliTest::everyKindOfErrorHasItsExitCode() {
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    const Outcome outcome = run(arguments);
    QVERIFY2(isOneLineOfError(outcome), outcome.err.constData());
    QCOMPARE(outcome.code, code);
}

void CliTest::errorsAreJsonToo() {
    const Outcome outcome = run({"info", path("none.pth"), "--json"});
    QCOMPARE(outcome.code, 3);
    const QJsonObject error = outcome.json()["error"].toObject();
    QCOMPARE(error["kind"].toString(), QStringLiteral("NotFound"));
    QVERIFY(error["class"].isString());
    QVERIFY(error["message"].toString().contains("none.pth"));
    const Outcome wrong = run({"info", kDemo, "--loud", "--json"});
    QCOMPARE(wrong.json()["error"].toObject()["kind"].toString(), QStringLiteral("Invalid"));
}

void CliTest::fullDisksAreNoticed() {
    if (!QFile::exists("/dev/full"))
        QSKIP("this system has no /dev/full");
    QCOMPARE(run({"logits", kDemo, "--tokens", "1", "--out", "/dev/full"}).code, 6);
    QProcess process;
    process.setStandardOutputFile("/dev/full");
    process.start(QStringLiteral(AVIARY_CLI), {"info", kDemo});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 6);
}

void CliTest::everyCommandExplainsItself() {
    const Outcome all = run({"--help"});
    QCOMPARE(all.code, 0);
    for (const char* command :
         {"info", "inspect", "generate", "bench", "logits", "state-dump", "tokenize", "detokenize"}) {
        QVERIFY2(all.out.contains(QByteArray("  ") + command + " "), command);
        const Outcome one = run({command, "--help"});
        QVERIFY2(one.code == 0 && one.out.startsWith(QByteArray("Usage: aviary-cli ") + command), command);
    }
    QVERIFY(run({"--version"}).out.startsWith("aviary-cli "));
}

void CliTest::infoDescribesTheDemo() {
    const QJsonObject info = run({"info", kDemo, "--json"}).json();
    QCOMPARE(info["generation"].toString(), QStringLiteral("7"));
    QCOMPARE(info["container"].toString(), QStringLiteral("safetensors"));
    QCOMPARE(info["n_layer"].toInt(), 5);
    QCOMPARE(info["n_embd"].toInt(), 192);
    QCOMPARE(info["n_head"].toInt(), 3);
    QCOMPARE(info["head_size"].toInt(), 64);
    QCOMPARE(info["n_ffn"].toInt(), 768);
    QCOMPARE(info["n_vocab"].toInt(), 256);
    QCOMPARE(info["parameters"].toInt(), 2'623'872);
    QCOMPARE(info["tokenizer"].toString(), QStringLiteral("byte"));
    QCOMPARE(info["chat_family"].toString(), QStringLiteral("demo"));
    QCOMPARE(info["state_bytes"].toInt(), 5 * (2 * 192 + 3 * 64 * 64) * 4);
    QCOMPARE(info["weights_default"].toString(), QStringLiteral("f32"));
    QVERIFY(info["dtypes"].toObject().contains("BF16"));
    QVERIFY(info["ranks"].isObject() && info["memory_bytes"].toObject()["f32"].toInt() > 10'000'000);
    QVERIFY(!info["isa"].toString().isEmpty() && info["libraries"].isString());
}

void CliTest::inspectListsEveryTensor() {
    const QString file = goldenFolder() + "model.safetensors";
    const QJsonObject facts = run({"inspect", file}).json();
    QCOMPARE(facts["container"].toString(), QStringLiteral("safetensors"));
    const QJsonObject manifest = QJsonDocument::fromJson(contents(goldenFolder() + "manifest.json")).object();
    const QJsonObject expected = manifest["tensors"].toObject();
    const QJsonArray tensors = facts["tensors"].toArray();
    QCOMPARE(tensors.size(), expected.size());
    qint64 bytes = 0;
    for (const QJsonValue& value : tensors) {
        const QJsonObject tensor = value.toObject();
        QVERIFY(expected.contains(tensor["name"].toString()));
        QCOMPARE(tensor["dtype"].toString(), QStringLiteral("F32"));
        QVERIFY(tensor["offset"].toInteger() + tensor["bytes"].toInteger() <= QFile(file).size());
        bytes += tensor["bytes"].toInteger();
    }
    QVERIFY(bytes > QFile(file).size() * 9 / 10);
}

void CliTest::inspectRefusesMalformedFilesByTheirClass() {
    AVIARY_NEEDS_SHARED();
    const QString folder = test::sharedFile("golden/formats/malformed/");
    const QJsonArray files =
        QJsonDocument::fromJson(contents(folder + "manifest.json")).object()["files"].toArray();
    QVERIFY(files.size() > 60);
    for (const QJsonValue& value : files) {
        const QJsonObject file = value.toObject();
        const QString name = file["file"].toString();
        if (!name.endsWith(".pth") && !name.endsWith(".safetensors"))
            continue;
        const Outcome outcome = run({"inspect", folder + name, "--json"});
        QJsonArray accepted = file["also_ok"].toArray();
        accepted.append(file["expect"]);
        const QString found =
            outcome.code == 0 ? QStringLiteral("ok") : outcome.json()["error"].toObject()["class"].toString();
        QVERIFY2(accepted.contains(found), qPrintable(name + ": " + found));
        QVERIFY2(outcome.code == 0 || (outcome.code >= 3 && outcome.code <= 5), qPrintable(name));
    }
}

void CliTest::tokenizeAndDetokenizeAreInverse() {
    QByteArray text("\xFF\xFEh\xC3\xA9llo\n");
    const Outcome ids = run({"tokenize", kDemo}, text);
    QCOMPARE(ids.out, QByteArray("[255,254,104,195,169,108,108,111,10]\n"));
    QCOMPARE(run({"detokenize", kDemo}, ids.out).out, text);
    QCOMPARE(run({"tokenize", kDemo}).out, QByteArray("[]\n"));
    for (const char* wrong : {"", "{}", "[1", "[-1]", "[1.5]", "[\"a\"]", "[4294967296]"})
        QCOMPARE(run({"detokenize", kDemo}, wrong).code, 2);
}

void CliTest::linesAreOneJsonInputAndOneJsonOutput() {
    const Outcome ids =
        run({"tokenize", kDemo, "--lines"}, "{\"text\":\"é\"}\n{\"bytes_hex\":\"FF00\"}\n{\"text\":\"\"}");
    QCOMPARE(ids.out, QByteArray("[195,169]\n[255]\n[]\n")); // the byte 0 ends a text and cannot be typed
    QCOMPARE(run({"detokenize", kDemo, "--lines"}, ids.out).out,
             QByteArray("{\"text\":\"é\"}\n{\"bytes_hex\":\"ff\"}\n{\"text\":\"\"}\n"));
    const Outcome wrong = run({"tokenize", kDemo, "--lines"}, "{\"text\":\"a\"}\n{\"bytes_hex\":\"f\"}\n");
    QCOMPARE(wrong.code, 2);
    QVERIFY(wrong.err.contains("line 2"));
    QCOMPARE(wrong.out, QByteArray("[97]\n"));
}

void CliTest::worldIdsNeedNoModel() {
    AVIARY_NEEDS_SHARED();
    const QString vocabulary = test::sharedFile("golden/vocab/rwkv_vocab_v20230424.txt");
    QByteArray input, expected;
    for (const QByteArray& line : contents(test::sharedFile("golden/tokenizers/world.jsonl")).split('\n')) {
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        if (row.isEmpty())
            continue;
        input += line + "\n";
        expected += QJsonDocument(row["ids"].toArray()).toJson(QJsonDocument::Compact) + "\n";
    }
    QVERIFY(input.size() > 10'000);
    QCOMPARE(run({"tokenize", "--vocab", vocabulary, "--lines"}, input).out, expected);
    const QJsonObject facts = run({"inspect", vocabulary}).json();
    QCOMPARE(facts["metadata"].toObject()["size"].toInt(), 65530);
}

void CliTest::logitsAreThePublishedOnes() {
    const QJsonObject manifest = QJsonDocument::fromJson(contents(goldenFolder() + "manifest.json")).object();
    const double tolerance = manifest["suggested_abs_tolerance"].toObject()["logits"].toDouble();
    for (const QJsonValue& value : manifest["cases"].toArray()) {
        const QJsonObject one = value.toObject();
        QFile tokens(path("tokens.json"));
        QVERIFY(tokens.open(QIODevice::WriteOnly));
        tokens.write(QJsonDocument(one["tokens"].toArray()).toJson());
        tokens.close();
        QStringList positions;
        for (const QJsonValue& position : one["logits_positions"].toArray())
            positions << QString::number(position.toInt());
        const auto expected = floats(contents(goldenFolder() + one["name"].toString() + ".logits.f32"));
        for (const QStringList& cut : {QStringList{}, {"--chunk", "1"}, {"--chunk", "5"}}) {
            const Outcome outcome = run(QStringList{"logits", goldenFolder() + "model.safetensors",
                                                    "--tokens", "@" + tokens.fileName(), "--positions",
                                                    positions.join(','), "--out", path("logits.f32")} +
                                        cut);
            QVERIFY2(outcome.code == 0, outcome.err.constData());
            QVERIFY(largestDifference(floats(contents(path("logits.f32"))), expected) <= tolerance);
        }
    }
}

void CliTest::logitsDoNotDependOnThreads() {
    QByteArray first;
    for (const char* threads : {"1", "2", "3"}) {
        QCOMPARE(run({"logits", kDemo, "--tokens", "85,115,101,114,58,32,72,105", "--calls", "3,1x2,3",
                      "--threads", threads, "--out", path("logits.f32")})
                     .code,
                 0);
        const QByteArray logits = contents(path("logits.f32"));
        QCOMPARE(logits.size(), 8 * 256 * 4);
        if (first.isEmpty())
            first = logits;
        QVERIFY(logits == first);
    }
}

void CliTest::logitsGoOnFromASavedState() {
    const auto logits = [&](const QStringList& more) {
        const Outcome outcome = run(QStringList{"logits", kDemo, "--out", path("logits.f32")} + more);
        return outcome.code == 0 ? contents(path("logits.f32")) : QByteArray();
    };
    const QByteArray whole =
        logits({"--tokens", "85,115,101,114,58", "--calls", "2,3", "--positions", "2,3,4"});
    logits({"--tokens", "85,115", "--state-out", path("two.state")});
    QCOMPARE(logits({"--tokens", "101,114,58", "--state-in", path("two.state")}), whole);
    QVERIFY(whole.size() == 3 * 256 * 4);
    QCOMPARE(
        logits({"--tokens", "101,114,58", "--positions", "last", "--state-in", path("two.state")}).size(),
        256 * 4);
    const Outcome other = run({"logits", goldenFolder() + "model.safetensors", "--tokens", "1", "--state-in",
                               path("two.state"), "--out", path("logits.f32"), "--json"});
    QCOMPARE(other.code, 2);
    QCOMPARE(other.json()["error"].toObject()["class"].toString(), QStringLiteral("MODEL_MISMATCH"));
}

void CliTest::stateDumpWritesEveryField() {
    QCOMPARE(
        run({"logits", kDemo, "--tokens", "1,2,3", "--state-out", path("s.state"), "--out", path("l")}).code,
        0);
    const QJsonObject dump = run({"state-dump", path("s.state"), "--json"}).json();
    QCOMPARE(dump["tokens_read"].toInt(), 3);
    QCOMPARE(dump["generation"].toString(), QStringLiteral("7"));
    QCOMPARE(run({"state-dump", path("s.state"), "--raw", path("raw")}).code, 0);
    const QJsonArray fields = dump["fields"].toArray();
    QCOMPARE(fields.size(), 15);
    for (const QJsonValue& value : fields) {
        qint64 count = 1;
        for (const QJsonValue& side : value["shape"].toArray())
            count *= side.toInteger();
        QCOMPARE(QFile(path("raw/" + value["name"].toString() + ".f32")).size(), count * 4);
    }
    QByteArray damaged = contents(path("s.state"));
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
    QFile file(path("damaged.state"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(damaged);
    file.close();
    QCOMPARE(run({"state-dump", path("damaged.state")}).code, 4);
    QCOMPARE(run({"inspect", path("damaged.state")}).code, 4);
    QCOMPARE(run({"inspect", path("s.state")}).json()["tensors"].toArray().size(), 15);
}

void CliTest::greedyTextIsThePublishedOne() {
    const QJsonObject all =
        QJsonDocument::fromJson(contents(test::sourceFile("resources/demo/transcripts.json"))).object();
    const QJsonArray items = all["models"]["rwkv-7-demo.safetensors"]["items"].toArray();
    QVERIFY(items.size() > 40);
    for (const QJsonValue& item : items) {
        const Outcome outcome =
            run({"generate", kDemo, "--prompt", item["prompt"].toString(), "--temperature", "0", "--stop",
                 kTurnStop, "--max-tokens", QString::number(all["limit"].toInt()), "--json"});
        const QJsonObject reply = outcome.json();
        const QByteArray expected = QByteArray::fromHex(item["output_hex"].toString().toLatin1());
        QCOMPARE(asBytes(reply["tokens"].toArray()), expected);
        const QString reason =
            item["stop"].toString() == "turn" ? QStringLiteral("stop") : item["stop"].toString();
        QCOMPARE(reply["finish_reason"].toString(), reason);
        QByteArray shown = expected;
        if (reason == "stop")
            shown.chop(kTurnStop.size());
        else if (reason == "end")
            shown.chop(1);
        QCOMPARE(reply["text"].toString(), QString::fromUtf8(shown));
    }
}

void CliTest::chatAnswersWithoutBlanksAroundIt() {
    const Outcome plain = run({"generate", kDemo, "--chat", "--prompt", " Hello\r\n"});
    QCOMPARE(plain.out, QByteArray("Hello! How can I help you?"));
    const QJsonObject json = run({"generate", kDemo, "--chat", "--prompt", "Hello", "--json"}).json();
    QCOMPARE(json["text"].toString(), QStringLiteral("Hello! How can I help you?"));
    QCOMPARE(json["finish_reason"].toString(), QStringLiteral("stop"));
    QCOMPARE(json["prompt_tokens"].toInt(), int(strlen("User: Hello\n\nAssistant:")));
    QCOMPARE(json["resumed"].toBool(true), false);
    QVERIFY(json["first_token_s"].toDouble() > 0 && json["prefill_tok_s"].toDouble() > 0);
    QVERIFY(json["decode_tok_s"].toDouble() > 0 && json["rss_peak_bytes"].toDouble() > 0);
    QVERIFY(json.contains("seed"));
}

void CliTest::chatRemembersAcrossAState() {
    QCOMPARE(
        run({"generate", kDemo, "--chat", "--prompt", "My name is Anna.", "--state-out", path("anna")}).code,
        0);
    const Outcome answer = run(
        {"generate", kDemo, "--chat", "--prompt", "What is my name?", "--state-in", path("anna"), "--json"});
    QVERIFY2(answer.json()["text"].toString().contains("Anna"), answer.out.constData());
    QVERIFY(answer.json()["resumed"].toBool());
}

void CliTest::aContinuedReplyIsTheUninterruptedOne_data() {
    QTest::addColumn<QStringList>("how");
    QTest::addColumn<QList<int>>("pieces");
    const QStringList greedy{"--temperature", "0"};
    const QStringList drawn{"--temperature", "1.2", "--top-p",     "0.95",
                            "--presence",    "0.4", "--frequency", "0.3"};
    QTest::newRow("greedy") << greedy << QList<int>{11, 29};
    QTest::newRow("drawn") << drawn << QList<int>{1, 7, 32};
    QTest::newRow("nothing at first") << drawn << QList<int>{0, 40};
    QTest::newRow("through a stop text that never comes")
        << drawn + QStringList{"--stop", " x9", "--stop", "the zebra"} << QList<int>{5, 5, 5, 25};
}

void CliTest::aContinuedReplyIsTheUninterruptedOne() {
    QFETCH(QStringList, how);
    QFETCH(QList<int>, pieces);
    const QStringList start{"--prompt", "User: Tell me a story.\n\nAssistant:", "--seed", "77"};
    const QJsonObject whole =
        run(QStringList{"generate", kDemo, "--json", "--max-tokens", "40"} + start + how).json();
    QVERIFY(whole["tokens"].toArray().size() > 10);
    QJsonArray tokens;
    QString text;
    for (int i = 0; i < pieces.size(); ++i) {
        const QStringList from = i == 0 ? start : QStringList{"--state-in", path("part")};
        const Outcome part = run(QStringList{"generate", kDemo, "--json", "--max-tokens",
                                             QString::number(pieces[i]), "--state-out", path("part")} +
                                 from + how);
        QVERIFY2(part.code == 0, part.err.constData());
        tokens = joined(tokens, part.json()["tokens"].toArray());
        text += part.json()["text"].toString();
        if (part.json()["finish_reason"].toString() != "length")
            break;
    }
    QCOMPARE(tokens, whole["tokens"].toArray());
    QCOMPARE(text, whole["text"].toString());
}

void CliTest::sameSeedSameTextAndManySeedsAtOnce() {
    const auto one = [](const QString& seed) {
        return run({"generate", kDemo, "--prompt", "User: Tell", "--max-tokens", "30", "--seed", seed,
                    "--json"})
            .json();
    };
    QCOMPARE(one("5")["tokens"], one("5")["tokens"]);
    const QJsonArray replies = run({"generate", kDemo, "--prompt", "User: Tell", "--max-tokens", "30",
                                    "--seed", "5", "--n", "3", "--json"})
                                   .json()["replies"]
                                   .toArray();
    QCOMPARE(replies.size(), 3);
    for (int i = 0; i < 3; ++i) {
        const QJsonObject alone = one(QString::number(5 + i));
        QCOMPARE(replies[i]["seed"].toInt(), 5 + i);
        QCOMPARE(replies[i]["text"], alone["text"]);
        QCOMPARE(replies[i]["tokens"], alone["tokens"]);
    }
}

void CliTest::aStopTextIsNotInTheSavedState() {
    QCOMPARE(run({"generate", kDemo, "--chat", "--prompt", "Hello", "--state-out", path("ended")}).code, 0);
    const QJsonObject dump = run({"state-dump", path("ended"), "--json"}).json();
    // The stop text was never read: the reply is what the state knows.
    QCOMPARE(asBytes(dump["reply"].toArray()), QByteArray(" Hello! How can I help you?"));
    QCOMPARE(dump["tokens_read"].toInt() + dump["unread"].toArray().size(),
             int(strlen("User: Hello\n\nAssistant: Hello! How can I help you?")));
}

void CliTest::anInterruptedReplyKeepsWhatWasPrintedAndItsState() {
#if defined(Q_OS_UNIX)
    // Without end-of-text and stop texts the reply would be very long.
    const QStringList request{"generate",      kDemo, "--prompt",    "User: Hi\n\nAssistant:", "--seed", "3",
                              "--temperature", "1",   "--max-tokens"};
    QProcess process;
    process.start(QStringLiteral(AVIARY_CLI),
                  request + QStringList{"1000000", "--state-out", path("stopped"), "--top-p", "1"});
    QVERIFY(process.waitForReadyRead(60'000));
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60'000));
    if (process.exitCode() == 0)
        QSKIP("the reply ended before it could be interrupted");
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    const QJsonObject dump = run({"state-dump", path("stopped"), "--json"}).json();
    const QJsonArray reply = dump["reply"].toArray();
    QVERIFY(!reply.isEmpty());
    const QByteArray printed = process.readAllStandardOutput();
    QVERIFY(!printed.isEmpty());
    const QJsonObject whole =
        run(request + QStringList{QString::number(reply.size()), "--json", "--top-p", "1"}).json();
    QCOMPARE(whole["tokens"].toArray(), reply);
    QCOMPARE(QString::fromUtf8(printed), whole["text"].toString());
#else
    QSKIP("interrupts are sent as POSIX signals");
#endif
}

void CliTest::waitingForInputCanBeInterrupted() {
#if defined(Q_OS_UNIX)
    QProcess process;
    process.start(QStringLiteral(AVIARY_CLI), {"tokenize", kDemo});
    QVERIFY(process.waitForStarted());
    QTest::qWait(500); // until it reads; earlier it ends the same way
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(10'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
#else
    QSKIP("interrupts are sent as POSIX signals");
#endif
}

void CliTest::benchReportsEveryKey() {
    const QJsonObject bench = run({"bench", kDemo, "--prefill", "32", "--decode", "8", "--depth", "0,16",
                                   "--batch", "1,3", "--repeat", "2", "--json"})
                                  .json();
    for (const char* key : {"prefill_tok_s", "decode_tok_s"}) {
        const QJsonObject speed = bench[QLatin1String(key)].toObject();
        QVERIFY2(speed["min"].toDouble() > 0 && speed["min"].toDouble() <= speed["median"].toDouble() &&
                     speed["median"].toDouble() <= speed["max"].toDouble(),
                 key);
    }
    QCOMPARE(bench["depth"][1]["tokens"].toInt(), 16);
    QCOMPARE(bench["batch"][1]["lanes"].toInt(), 3);
    for (const char* key :
         {"threads", "weight_bytes", "bytes_per_token", "read_probe_bytes_s", "share_of_read_limit",
          "gemm_probe_flop_s", "share_of_gemm_limit", "load_s", "first_token_s", "rss_peak_bytes",
          "state_bytes", "state_save_s", "state_restore_s"})
        QVERIFY2(bench[QLatin1String(key)].toDouble() > 0, key);
    for (const char* key : {"model", "generation", "weights", "isa"})
        QVERIFY2(!bench[QLatin1String(key)].toString().isEmpty(), key);
    QVERIFY(bench.contains("foreign_cpu"));
}

QTEST_GUILESS_MAIN(CliTest)
#include "cli_test.moc"

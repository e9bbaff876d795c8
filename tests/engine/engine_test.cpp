// Jobs of the engine with the built-in RWKV-7 demo: events, ends, cancelling, continuing.
#include "engine/engine.h"
#include "tests/support/test_paths.h"

#include <QTest>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <random>
#include <thread>

using namespace aviary;
using namespace aviary::engine;
using namespace aviary::test;

namespace {

/// Collects a job's events and waits for the closing one.
class Recorder {
public:
    Listener listener() {
        return [this](const Event& event) {
            const std::scoped_lock lock(mutex_);
            events_.push_back(event);
            changed_.notify_all();
        };
    }
    Event closing() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return closed(); });
        return events_.back();
    }
    void waitForPieces(std::size_t n) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return closed() || pieces() >= n; });
    }
    std::string text() const {
        const std::scoped_lock lock(mutex_);
        std::string all;
        for (const Event& e : events_) {
            if (const auto* piece = std::get_if<Piece>(&e))
                all += piece->text;
            if (const auto* end = std::get_if<Finished>(&e))
                all += end->rest;
        }
        return all;
    }
    std::vector<Event> events() const {
        const std::scoped_lock lock(mutex_);
        return events_;
    }

private:
    std::size_t pieces() const {
        return std::size_t(
            std::ranges::count_if(events_, [](const Event& e) { return std::holds_alternative<Piece>(e); }));
    }
    bool closed() const {
        return !events_.empty() && !std::holds_alternative<Piece>(events_.back()) &&
               !std::holds_alternative<Progress>(events_.back());
    }
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Event> events_;
};

SamplingOptions greedy() {
    SamplingOptions options;
    options.temperature = 0;
    options.presence = options.frequency = 0;
    return options;
}

std::filesystem::path demoPath() {
    return std::filesystem::path(
        sourceFile("resources/demo/models/rwkv-7-demo.safetensors").toStdU16String());
}

} // namespace

class EngineTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void loadingReportsProgressThenTheModel();
    void aMissingFileIsAnError();
    void aReplyEndsAtItsStopTextAndHidesIt();
    void aReplyEndsAtEndOfText();
    void eventsComeInOrderAndOnce();
    void stoppingAnswersWithinAHundredMilliseconds();
    void aStoppedReplyGoesOnAsIfItHadNot_data();
    void aStoppedReplyGoesOnAsIfItHadNot();
    void theNextTurnNeedsNoReReading();
    void aSnapshotContinuesBitForBit();
    void aSnapshotOfAnotherModelIsRefused();
    void aDamagedSnapshotIsRefused();
    void jobsTogetherAnswerAsAlone();
    void theDestructorClosesEveryJob();
    void nothingUnreadIsAnError();
    void foreignTokensAreAnError();

private:
    Position prompt(const std::string& text, Position from = {}) const {
        const auto tokens = model_->tokenizer().encode(text);
        from.unread.insert(from.unread.end(), tokens.begin(), tokens.end());
        return from;
    }
    Finished run(const GenerateRequest& request, std::string* text = nullptr) {
        Recorder recorder;
        engine_->generate(request, recorder.listener());
        const Event end = recorder.closing();
        if (text != nullptr)
            *text = recorder.text();
        return std::get<Finished>(end);
    }

    std::unique_ptr<Engine> engine_;
    ModelRef model_;
};

void EngineTest::initTestCase() {
    engine_ = std::make_unique<Engine>(2);
    Recorder recorder;
    engine_->load({demoPath()}, recorder.listener());
    const Event end = recorder.closing();
    if (const auto* error = std::get_if<Error>(&end))
        QFAIL(error->message.c_str());
    model_ = std::get<Loaded>(end).model;
}

void EngineTest::loadingReportsProgressThenTheModel() {
    Recorder recorder;
    engine_->load({demoPath()}, recorder.listener());
    QVERIFY(std::holds_alternative<Loaded>(recorder.closing()));
    const auto events = recorder.events();
    QVERIFY(events.size() > 2);
    std::uint64_t last = 0;
    for (std::size_t i = 0; i + 1 < events.size(); ++i) {
        const auto progress = std::get<Progress>(events[i]);
        QVERIFY(progress.done > last && progress.done <= progress.total);
        last = progress.done;
    }
    QCOMPARE(QString::fromStdString(model_->info().dimensions.generation), QString("7"));
    QCOMPARE(QString::fromStdString(model_->info().chatFamily), QString("demo"));
}

void EngineTest::aMissingFileIsAnError() {
    Recorder recorder;
    engine_->load({"no-such-file.pth"}, recorder.listener());
    const Event end = recorder.closing();
    QVERIFY(std::get<Error>(end).kind == ErrorKind::NotFound);
}

void EngineTest::aReplyEndsAtItsStopTextAndHidesIt() {
    std::string text;
    const Finished end =
        run({model_, prompt("User: Hello\n\nAssistant:"), greedy(), {"\n\nUser:"}, 320, {}}, &text);
    QVERIFY(end.reason == StopReason::StopText);
    QCOMPARE(QString::fromStdString(text), QString(" Hello! How can I help you?"));
    QCOMPARE(decode(model_->tokenizer(), end.kept), text);
    QCOMPARE(decode(model_->tokenizer(), end.reply), text + "\n\nUser:");
    QVERIFY(end.firstTokenSeconds > 0);
    QCOMPARE(end.promptTokens, std::uint64_t{23});
}

void EngineTest::aReplyEndsAtEndOfText() {
    std::string text;
    const Finished end =
        run({model_, prompt("User: How do I fork a chat?\n\nAssistant:"), greedy(), {"\n\nUser:"}, 320, {}},
            &text);
    QVERIFY(end.reason == StopReason::EndOfText);
    QVERIFY(QString::fromStdString(text).endsWith("the old one stays.\n\n"));
    QCOMPARE(decode(model_->tokenizer(), end.kept), text);
    QVERIFY(end.position.unread.empty());
}

void EngineTest::eventsComeInOrderAndOnce() {
    Recorder recorder;
    std::string longText = "User: ";
    for (int i = 0; i < 300; ++i)
        longText += "word ";
    engine_->generate({model_, prompt(longText + "\n\nAssistant:"), greedy(), {}, 5, {}},
                      recorder.listener());
    QVERIFY(std::holds_alternative<Finished>(recorder.closing()));
    const auto events = recorder.events();
    std::size_t progress = 0, pieces = 0;
    for (std::size_t i = 0; i + 1 < events.size(); ++i) {
        if (std::holds_alternative<Progress>(events[i])) {
            QCOMPARE(pieces, std::size_t{0});
            ++progress;
        } else {
            QVERIFY(std::holds_alternative<Piece>(events[i]));
            ++pieces;
        }
    }
    QVERIFY(progress > 5);
    QCOMPARE(pieces, std::size_t{5});
}

void EngineTest::stoppingAnswersWithinAHundredMilliseconds() {
    for (const bool whileReading : {false, true}) {
        Recorder recorder;
        Position from = prompt("User: Tell me a story about a fox\n\nAssistant:");
        if (whileReading)
            from.unread.assign(200'000, Token{65});
        const JobId job = engine_->generate({model_, from, greedy(), {}, 100'000, {}}, recorder.listener());
        if (whileReading)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        else
            recorder.waitForPieces(5);
        const auto start = std::chrono::steady_clock::now();
        engine_->cancel(job);
        const Event end = recorder.closing();
        const auto took = std::chrono::steady_clock::now() - start;
        qInfo("stopped after %.1f ms", std::chrono::duration<double, std::milli>(took).count());
        QVERIFY(std::get<Finished>(end).reason == StopReason::Cancelled);
        QVERIFY(took < std::chrono::seconds(1)); // the machine may be busy; the figure is printed above
        QVERIFY(!std::get<Finished>(end).position.unread.empty());
    }
}

void EngineTest::aStoppedReplyGoesOnAsIfItHadNot_data() {
    QTest::addColumn<int>("first");
    QTest::addColumn<bool>("drawn");
    for (const int first : {1, 2, 17, 64})
        for (const bool drawn : {false, true})
            QTest::addRow("after %d, %s", first, drawn ? "drawn" : "greedy") << first << drawn;
}

void EngineTest::aStoppedReplyGoesOnAsIfItHadNot() {
    QFETCH(int, first);
    QFETCH(bool, drawn);
    SamplingOptions sampling = greedy();
    if (drawn) {
        sampling = SamplingOptions{};
        sampling.topP = 0.95F;
        sampling.seed = 77;
    }
    const Position start = prompt("User: Write a poem about the sea\n\nAssistant:");
    const Finished whole = run({model_, start, sampling, {}, 100, {}});
    const Finished part = run({model_, start, sampling, {}, first, {}});
    QVERIFY(part.reason == StopReason::Length || part.reason == StopReason::EndOfText);
    const Finished rest = run({model_, part.position, sampling, {}, 100 - first, part.reply});
    QCOMPARE(rest.reply, whole.reply);
    QVERIFY(std::ranges::equal(rest.position.state->values(), whole.position.state->values()));
}

void EngineTest::theNextTurnNeedsNoReReading() {
    const std::string one = "User: My name is Clara.\n\nAssistant:";
    const Finished first = run({model_, prompt(one), greedy(), {"\n\nUser:"}, 320, {}});
    std::string text;
    const std::string two = "\n\nUser: What is my name?\n\nAssistant:";
    const std::string separator = first.reason == StopReason::EndOfText ? two.substr(2) : two;
    const Finished second =
        run({model_, prompt(separator, first.position), greedy(), {"\n\nUser:"}, 320, {}}, &text);
    QVERIFY(QString::fromStdString(text).contains("Clara"));
    QVERIFY(second.promptTokens <= two.size() + 1);
}

void EngineTest::aSnapshotContinuesBitForBit() {
    const Position start = prompt("User: Tell me a story about a fox\n\nAssistant:");
    const Finished whole = run({model_, start, greedy(), {}, 64 + 20, {}});
    const Finished part = run({model_, start, greedy(), {}, 20, {}});
    const auto bytes = toBytes({part.position, 5, part.reply}, *model_);
    const auto back = snapshotFromBytes(bytes, *model_);
    QVERIFY(back.has_value());
    QCOMPARE(back->seed, std::uint64_t{5});
    QCOMPARE(back->reply, part.reply);
    QCOMPARE(back->position.tokensRead, part.position.tokensRead);
    const Finished rest = run({model_, back->position, greedy(), {}, 64, back->reply});
    QCOMPARE(rest.reply, whole.reply);

    const auto open = openSnapshot(bytes);
    QVERIFY(open.has_value());
    QCOMPARE(QString::fromStdString(open->header.generation), QString("7"));
    QVERIFY(open->state.published(1) == part.position.state->published(1));
}

void EngineTest::aSnapshotOfAnotherModelIsRefused() {
    const QString other = (sharedPresent() ? sharedFile("golden/rwkv7x") : sourceFile("tests/data/rwkv7")) +
                          "/v7-d128-n64-f32/model.safetensors";
    const auto model = Model::load({std::filesystem::path(other.toStdU16String())});
    QVERIFY(model.has_value());
    const auto bytes = toBytes({prompt("x"), 0, {}}, *model_);
    const auto refused = snapshotFromBytes(bytes, **model);
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, std::string("MODEL_MISMATCH"));
    QVERIFY(refused.error().message.find("RWKV-7 demo") != std::string::npos);
}

void EngineTest::aDamagedSnapshotIsRefused() {
    const Finished end = run({model_, prompt("User: Hello\n\nAssistant:"), greedy(), {}, 3, {}});
    const auto sound = toBytes({end.position, 0, end.reply}, *model_);
    QVERIFY(snapshotFromBytes(sound, *model_).has_value());
    for (std::size_t cut = 0; cut < sound.size(); cut += cut < 200 ? 1 : 9973)
        QVERIFY(!snapshotFromBytes(std::span(sound).first(cut), *model_).has_value());
    std::mt19937 random(3);
    for (int i = 0; i < 200; ++i) {
        auto bytes = sound;
        const std::size_t at = i < 100 ? std::size_t(i) : random() % bytes.size();
        bytes[at] ^= std::byte(1U << (random() % 8));
        QVERIFY(!snapshotFromBytes(bytes, *model_).has_value());
    }
}

void EngineTest::jobsTogetherAnswerAsAlone() {
    const std::vector<std::string> questions{"Hello", "What is RWKV?", "How are you?", "Write Python code",
                                             "Show me a table"};
    std::vector<std::string> alone;
    for (const auto& q : questions) {
        alone.emplace_back();
        run({model_, prompt("User: " + q + "\n\nAssistant:"), greedy(), {"\n\nUser:"}, 320, {}},
            &alone.back());
    }
    std::vector<Recorder> together(questions.size());
    for (std::size_t i = 0; i < questions.size(); ++i)
        engine_->generate(
            {model_, prompt("User: " + questions[i] + "\n\nAssistant:"), greedy(), {"\n\nUser:"}, 320, {}},
            together[i].listener());
    for (std::size_t i = 0; i < questions.size(); ++i) {
        together[i].closing();
        QCOMPARE(together[i].text(), alone[i]);
    }
}

void EngineTest::theDestructorClosesEveryJob() {
    std::vector<Recorder> recorders(4);
    {
        Engine engine(2);
        for (std::size_t i = 0; i < 3; ++i)
            engine.generate({model_, prompt("User: Hello\n\nAssistant:"), greedy(), {}, 1'000'000, {}},
                            recorders[i].listener());
        engine.load({demoPath()}, recorders[3].listener());
    }
    for (std::size_t i = 0; i < 3; ++i)
        QVERIFY(std::get<Finished>(recorders[i].closing()).reason == StopReason::Cancelled);
    recorders[3].closing();
}

void EngineTest::nothingUnreadIsAnError() {
    Recorder recorder;
    engine_->generate({model_, {}, greedy(), {}, 5, {}}, recorder.listener());
    QVERIFY(std::get<Error>(recorder.closing()).kind == ErrorKind::Invalid);
}

void EngineTest::foreignTokensAreAnError() {
    for (const Token token : {-1, 256, 1 << 30}) {
        Recorder recorder;
        engine_->generate({model_, {nullptr, {token}}, greedy(), {}, 5, {}}, recorder.listener());
        QVERIFY(std::get<Error>(recorder.closing()).kind == ErrorKind::Invalid);
    }
}

QTEST_APPLESS_MAIN(EngineTest)
#include "engine_test.moc"

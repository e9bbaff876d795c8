// Store, engine, library and chat over one folder, joined as the program joins them, with verbs for tests.
#pragma once

#include "app/chat.h"
#include "app/library.h"
#include "app/paths.h"
#include "app/store_thread.h"
#include "engine/engine.h"
#include "tests/support/test_paths.h"

#include <QObject>
#include <QTest>
#include <QThread>

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace aviary::test {

inline constexpr int kPatienceMs = 60'000; // a busy machine with sanitizers
inline const QString kDemo = QStringLiteral("demo:7");
inline const QString kLongMessage = QStringLiteral("Tell me a story about a fox");

inline QString demoModels() {
    return sourceFile("resources/demo/models");
}

class ChatDesk : public QObject {
public:
    explicit ChatDesk(const QString& folder, const QString& demos = demoModels())
        : store(openStore(folder))
        , engine(2)
        , library(engine, store, demos)
        , chat(engine, store, library) {
        connect(&chat, &app::Chat::turnAdded, this, [this](const store::Turn& t) { note(t); });
        connect(&chat, &app::Chat::replyGrew, this,
                [this](store::TurnId id, const QString& text) { grown[id] += text.toStdString(); });
        connect(&chat, &app::Chat::replyEnded, this, [this](const store::Turn& t) { ended.push_back(t); });
        connect(&chat, &app::Chat::resumed, this,
                [this](store::ConversationId, double ms) { resumed.push_back(ms); });
        connect(&chat, &app::Chat::failed, this, [this](const Error& e) { failures.push_back(e); });
        connect(&chat, &app::Chat::replyProgress, this,
                [this](const app::ReplyProgress& p) { progress = p; });
        connect(&chat, &app::Chat::conversationsChanged, this,
                [this](const std::vector<store::Conversation>& all) { conversations = all; });
        connect(&chat, &app::Chat::pathShown, this,
                [this](store::ConversationId, const std::vector<store::Turn>& turns,
                       const std::vector<std::vector<store::TurnId>>& ids) {
                    path = turns;
                    siblings = ids;
                    ++pathsShown;
                    note(turns.back());
                });
    }

    static std::unique_ptr<store::Store> openStore(const QString& folder) {
        auto opened = store::Store::open(app::pathFromUtf8(folder.toStdString()));
        if (!opened)
            qFatal("the store does not open: %s", opened.error().message.c_str());
        return std::move(*opened);
    }

    /// Runs `work(Store&)` on the store's thread and waits for what it gives.
    template <class Work> auto look(Work work) {
        std::optional<std::invoke_result_t<Work, store::Store&>> result;
        store.run(this, work, [&](auto value) { result.emplace(std::move(value)); });
        if (!QTest::qWaitFor([&] { return result.has_value(); }, kPatienceMs))
            qFatal("the store does not answer");
        return std::move(*result);
    }
    store::Turn stored(store::TurnId id) {
        return look([id](store::Store& s) { return s.turn(id); }).value();
    }
    std::vector<store::Turn> storedPath(store::TurnId leaf) {
        return look([leaf](store::Store& s) { return s.path(leaf); }).value();
    }
    void set(const std::string& key, const std::string& value) {
        if (!look([&](store::Store& s) { return s.setSetting(key, value); }))
            qFatal("the setting is not saved");
    }
    /// A long reply (375 tokens to kLongMessage) whose every token depends on seed, index and all before it,
    /// with half characters and ill-formed ones.
    void makeTalkative(int maxTokens) {
        set("chat.temperature", "3");
        set("chat.topP", "1");
        set("chat.presence", "0.2");
        set("chat.frequency", "-0.05");
        set("chat.seed", "4");
        set("chat.maxTokens", std::to_string(maxTokens));
    }
    /// Makes every token take this long: the engine decodes for another job, too, whose listener dawdles.
    void slowDown(int milliseconds) {
        library.load(kDemo);
        if (!QTest::qWaitFor([&] { return library.loaded(kDemo) != nullptr; }, kPatienceMs))
            qFatal("the model does not load");
        engine.generate({.model = library.loaded(kDemo),
                         .from = {.state = {}, .unread = {'a'}},
                         .sampling = {.banned = {0}},
                         .maxTokens = 1'000'000},
                        [milliseconds](const engine::Event& event) {
                            if (std::holds_alternative<engine::Piece>(event))
                                QThread::msleep(static_cast<unsigned long>(milliseconds));
                        });
    }

    /// Waits until one more reply has ended than there were when it was asked for, or something failed.
    bool waitForEnd(std::size_t endedBefore) {
        const auto failedBefore = failures.size();
        return QTest::qWaitFor([&] { return ended.size() > endedBefore || failures.size() > failedBefore; },
                               kPatienceMs) &&
               ended.size() > endedBefore;
    }
    /// Sends, in a new conversation or after `parent`, and waits for the whole reply.
    store::Turn ask(const QString& text, const std::optional<store::Turn>& parent = {}) {
        const auto before = ended.size();
        send(text, parent);
        return waitForEnd(before) ? ended.back() : store::Turn();
    }
    void send(const QString& text, const std::optional<store::Turn>& parent = {}) {
        chat.send(parent ? std::optional(parent->conversation) : std::nullopt,
                  parent ? std::optional(parent->id) : std::nullopt, text, kDemo);
    }
    /// Goes on with a reply and waits for its end.
    store::Turn goOn(store::TurnId reply) {
        const auto before = ended.size();
        chat.continueReply(reply, kDemo);
        return waitForEnd(before) ? ended.back() : store::Turn();
    }
    store::Turn again(store::TurnId turn) {
        const auto before = ended.size();
        chat.retry(turn, kDemo);
        return waitForEnd(before) ? ended.back() : store::Turn();
    }
    /// Waits until a reply is being written and has at least this many bytes.
    bool waitForText(std::size_t bytes) {
        return QTest::qWaitFor([&] { return lastReply && grown[*lastReply].size() >= bytes; }, kPatienceMs);
    }

    app::StoreThread store;
    engine::Engine engine;
    app::Library library;
    app::Chat chat;

    // What the chat said, in order.
    std::vector<store::Turn> added, ended, path;
    std::vector<std::vector<store::TurnId>> siblings;
    int pathsShown = 0;
    std::map<store::TurnId, std::string> grown;
    std::optional<store::TurnId> lastReply;
    std::vector<double> resumed;
    std::vector<Error> failures;
    std::vector<store::Conversation> conversations;
    app::ReplyProgress progress;

private:
    void note(const store::Turn& turn) {
        added.push_back(turn);
        if (turn.role == store::Role::Assistant)
            lastReply = turn.id;
    }
};

} // namespace aviary::test

// Chat with the real engine, store and built-in model.
#include "app/reading.h"
#include "engine/utf8.h"
#include "tests/support/chat_desk.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>

using namespace aviary;
using store::Role;
using store::TurnStatus;
using test::ChatDesk;
using test::kDemo;
using test::kLongMessage;

namespace {

/// The reply of a program that nothing disturbed.
store::Turn undisturbed(int maxTokens) {
    const QTemporaryDir folder;
    ChatDesk desk(folder.path());
    desk.makeTalkative(maxTokens);
    return desk.ask(kLongMessage);
}

void compareReplies(const store::Turn& actual, const store::Turn& expected) {
    QCOMPARE(actual.text, expected.text);
    QCOMPARE(actual.tokens, expected.tokens);
    QCOMPARE(actual.status, expected.status);
}

/// Sends a message in `folder` and lives until it is killed; prints a line for all text that came.
int writeUntilKilled(const QString& folder) {
    ChatDesk desk(folder);
    desk.makeTalkative(1'000);
    desk.slowDown(10);
    QObject::connect(&desk.chat, &app::Chat::replyGrew, &desk, [&](store::TurnId id, const QString&) {
        std::printf("%zu\n", desk.grown[id].size());
        std::fflush(stdout);
    });
    desk.send(kLongMessage);
    return QCoreApplication::exec();
}

} // namespace

class ChatTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        if (!QFileInfo::exists(test::demoModels() + "/rwkv-7-demo.safetensors"))
            QSKIP("the built-in models are not in resources/demo/models");
    }

    void answersLikeTheModelsTranscripts_data() {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QByteArray>("reply");
        QFile file(test::sourceFile("resources/demo/transcripts.json"));
        QVERIFY2(file.open(QIODevice::ReadOnly), "resources/demo/transcripts.json");
        const auto json = QJsonDocument::fromJson(file.readAll());
        const QString user = "User: ", assistant = "\n\nAssistant:";
        for (const QJsonValue item : json["models"]["rwkv-7-demo.safetensors"]["items"].toArray()) {
            const QString prompt = item["prompt"].toString();
            const QString message =
                prompt.mid(user.size()).chopped(std::min(prompt.size(), assistant.size()));
            if (!prompt.startsWith(user) || !prompt.endsWith(assistant) || message.contains('\n'))
                continue;
            QByteArray reply = QByteArray::fromHex(item["output_hex"].toString().toLatin1());
            reply.chop(item["stop"] == "turn" ? QByteArrayLiteral("\n\nUser:").size() : 1);
            QTest::addRow("%s", qPrintable(message)) << message << reply;
        }
    }
    void answersLikeTheModelsTranscripts() {
        static const QTemporaryDir folder;
        static ChatDesk desk(folder.path());
        QFETCH(QString, message);
        QFETCH(QByteArray, reply);
        const auto turn = desk.ask(message);
        QCOMPARE(QByteArray::fromStdString(turn.text), reply);
        QCOMPARE(QByteArray::fromStdString(desk.grown[turn.id]), reply);
        QCOMPARE(engine::decode(desk.library.loaded(kDemo)->tokenizer(), turn.tokens), turn.text);
        QCOMPARE(turn.status, TurnStatus::Complete);
        QCOMPARE(turn.facts.replyTokens, std::int64_t(turn.tokens.size()));
        QCOMPARE(desk.stored(turn.id).text, turn.text);
        QCOMPARE(desk.conversations.front().title, message.toStdString());
    }

    void aMessageIsOnTheDiskBeforeTheModelIsAsked() {
        const QTemporaryDir folder;
        {
            ChatDesk desk(folder.path());
            std::string seen;
            QString loadedThen = "?";
            connect(&desk.chat, &app::Chat::turnAdded, this, [&](const store::Turn& turn) {
                if (turn.role != Role::User)
                    return;
                loadedThen = desk.library.loadedId();
                desk.store.post([&seen, id = turn.id](store::Store& s) { seen = s.turn(id).value().text; });
            });
            QCOMPARE(desk.ask("Hello").status, TurnStatus::Complete);
            QCOMPARE(seen, "Hello");
            QCOMPARE(loadedThen, "");
        }
    }

    void aMessageIsKeptWhenThereIsNoModel() {
        const QTemporaryDir folder, noModels;
        ChatDesk desk(folder.path(), noModels.path());
        QVERIFY(desk.ask("Hello").text.empty());
        QCOMPARE(desk.failures.size(), 1U);
        QCOMPARE(desk.failures[0].kind, ErrorKind::NotFound);
        QCOMPARE(desk.added.size(), 1U);
        QVERIFY(!desk.chat.replying(desk.added[0].conversation));
        QCOMPARE(desk.stored(desk.added[0].id).text, "Hello");
    }

    void aMessageThatGotNoReplyIsAnsweredLater() {
        const QTemporaryDir folder, noModels;
        store::Turn message;
        {
            ChatDesk desk(folder.path(), noModels.path());
            (void)desk.ask("Hello");
            message = desk.added.at(0);
        }
        ChatDesk desk(folder.path());
        const auto reply = desk.again(message.id);
        QCOMPARE(reply.text, " Hello! How can I help you?");
        QCOMPARE(reply.parent, std::optional(message.id));
    }

    void stopAnswersAtOnceAndKeepsTheText() {
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        desk.makeTalkative(1'000);
        desk.slowDown(5);
        desk.send(kLongMessage);
        QVERIFY(desk.waitForText(50));
        QElapsedTimer clock;
        clock.start();
        desk.chat.stop(desk.added[0].conversation);
        QVERIFY(desk.waitForEnd(0));
        qInfo("stop took %lld ms", clock.elapsed());
        QVERIFY(clock.elapsed() < 1'000); // aim: 100 ms on an idle machine
        const auto reply = desk.ended[0];
        QCOMPARE(reply.status, TurnStatus::Stopped);
        QCOMPARE(desk.grown[reply.id], reply.text);
        QVERIFY(reply.text.size() >= 50);
        QVERIFY(!desk.chat.replying(reply.conversation));
        const auto saved = desk.stored(reply.id);
        compareReplies(saved, reply);
    }

    void aStoppedReplyGoesOnAsIfItHadNotBeenStopped() {
        const auto whole = undisturbed(300);
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        desk.makeTalkative(1'000);
        desk.slowDown(5);
        desk.send(kLongMessage);
        QVERIFY(desk.waitForText(30));
        desk.chat.stop(desk.added[0].conversation);
        QVERIFY(desk.waitForEnd(0));
        const auto part = desk.ended[0];
        QVERIFY(part.tokens.size() < whole.tokens.size());
        desk.set("chat.maxTokens", std::to_string(300 - part.tokens.size()));
        const auto reply = desk.goOn(part.id);
        QCOMPARE(reply.id, part.id);
        compareReplies(reply, whole);
        QCOMPARE(desk.grown[reply.id], whole.text);
        QCOMPARE(desk.resumed.size(), 1U);
    }

    void quitSaveRestoreGoOnGivesTheNext64TokensOfARunThatNeverStopped_data() {
        QTest::addColumn<bool>("greedy");
        QTest::addRow("greedy") << true;
        QTest::addRow("sampled") << false;
    }
    void quitSaveRestoreGoOnGivesTheNext64TokensOfARunThatNeverStopped() {
        QFETCH(bool, greedy);
        const auto prepare = [&](ChatDesk& desk, int maxTokens) {
            desk.makeTalkative(maxTokens);
            if (greedy)
                desk.set("chat.temperature", "0");
        };
        const QTemporaryDir one, two;
        ChatDesk never(one.path());
        prepare(never, 100);
        const auto whole = never.ask(kLongMessage);
        QCOMPARE(whole.tokens.size(), 100U);

        store::TurnId id = 0;
        {
            ChatDesk desk(two.path());
            prepare(desk, 36);
            id = desk.ask(kLongMessage).id;
        }
        ChatDesk desk(two.path());
        desk.set("chat.maxTokens", "64");
        compareReplies(desk.goOn(id), whole);
        QCOMPARE(desk.resumed.size(), 1U);
        qInfo("resumed in %.2f ms", desk.resumed[0]);
    }

    void quittingInTheMiddleSavesWhatWasWritten() {
        const auto whole = undisturbed(300);
        const QTemporaryDir folder;
        store::TurnId id = 0;
        std::string shown;
        {
            ChatDesk desk(folder.path());
            desk.makeTalkative(1'000);
            desk.slowDown(5);
            desk.send(kLongMessage);
            QVERIFY(desk.waitForText(30));
            id = *desk.lastReply;
            shown = desk.grown[id];
        }
        ChatDesk desk(folder.path());
        const auto part = desk.stored(id);
        QCOMPARE(part.status, TurnStatus::Stopped);
        QVERIFY(part.text.starts_with(shown));
        desk.set("chat.maxTokens", std::to_string(300 - part.tokens.size()));
        compareReplies(desk.goOn(id), whole);
    }

    void aReplyThatAKillInterruptedGoesOnToTheSameText() {
        const auto whole = undisturbed(300);
        const QTemporaryDir folder;
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {"--write-until-killed", folder.path()});
        QVERIFY(child.waitForStarted());
        std::size_t shown = 0;
        while (shown < 150) {
            QVERIFY2(child.canReadLine() || child.waitForReadyRead(test::kPatienceMs),
                     child.readAllStandardError().constData());
            while (child.canReadLine())
                shown = child.readLine().trimmed().toULongLong();
        }
        // The first draft, due after 64 tokens, gets its time on the disk; at 10 ms a token the reply stays
        // below the 300 that are compared.
        QTest::qWait(1'200);
        child.kill();
        QVERIFY(child.waitForFinished());

        ChatDesk desk(folder.path());
        const auto path =
            desk.look([](store::Store& s) { return s.path(*s.conversations().value().front().leaf); });
        QVERIFY(path.has_value());
        QCOMPARE(path->size(), 2U);
        QCOMPARE(path->front().text, kLongMessage.toStdString());
        const auto part = path->back();
        QCOMPARE(part.status, TurnStatus::Interrupted);
        qInfo("shown %zu bytes, kept %zu", shown, part.text.size());
        QVERIFY(part.text.size() > 0);
        QVERIFY(part.tokens.size() >= 64); // the first draft at the latest
        QVERIFY(whole.text.starts_with(part.text));
        desk.set("chat.maxTokens", std::to_string(300 - part.tokens.size()));
        const auto reply = desk.goOn(part.id);
        QCOMPARE(reply.id, part.id);
        compareReplies(reply, whole);
    }

    void theNextMessageStartsFromTheStoredState() {
        const QTemporaryDir folder;
        store::Turn first;
        {
            ChatDesk desk(folder.path());
            first = desk.ask("My name is Clara.");
        }
        ChatDesk desk(folder.path());
        const auto reply = desk.ask("What is my name?", first);
        QVERIFY(reply.text.starts_with(" Your name is Clara."));
        QCOMPARE(desk.resumed.size(), 1U);
        const auto framed = std::string("\n\nUser: What is my name?\n\nAssistant:").size();
        QVERIFY(reply.facts.promptTokens <= std::int64_t(framed) + 8); // and what the state had not read yet
        QVERIFY(reply.facts.promptTokens >= std::int64_t(framed) - 2);
    }

    void withoutStatesTheConversationIsReadAgainWithTheSameReply() {
        const auto converse = [](const QString& folder, bool deleteStates) {
            store::Turn first;
            {
                ChatDesk desk(folder);
                first = desk.ask("My name is Oscar.");
                first = desk.ask("What comes after May?", first);
            }
            if (deleteStates)
                for (const QString& name : QDir(folder).entryList({"states.db*"}))
                    QVERIFY2(QFile::remove(folder + "/" + name), qPrintable(name));
            ChatDesk desk(folder);
            const auto reply = desk.ask("What is my name?", first);
            QCOMPARE(desk.resumed.empty(), deleteStates);
            QVERIFY(deleteStates ? reply.facts.promptTokens > 100 : reply.facts.promptTokens < 60);
            QVERIFY2(reply.text.find("Oscar") != std::string::npos, reply.text.c_str());
        };
        const QTemporaryDir kept, deleted;
        converse(kept.path(), false);
        converse(deleted.path(), true);
    }

    void aStoppedReplyGoesOnWithoutItsState() {
        const auto whole = undisturbed(200);
        const QTemporaryDir folder;
        store::TurnId id = 0;
        {
            ChatDesk desk(folder.path());
            desk.makeTalkative(80);
            id = desk.ask(kLongMessage).id;
        }
        for (const QString& name : QDir(folder.path()).entryList({"states.db*"}))
            QVERIFY(QFile::remove(folder.filePath(name)));
        ChatDesk desk(folder.path());
        desk.set("chat.maxTokens", "120");
        compareReplies(desk.goOn(id), whole);
        QVERIFY(desk.resumed.empty());
    }

    void aMessageAfterAForkMakesASiblingAndTheOldBranchStays() {
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        const auto first = desk.ask("Hello");
        const auto old = desk.ask("What is RWKV?", first);
        desk.chat.fork(first.id);
        QVERIFY(QTest::qWaitFor([&] { return desk.pathsShown == 1; }, test::kPatienceMs));
        QCOMPARE(desk.path.back().id, first.id);
        QCOMPARE(desk.path.size(), 2U);

        const auto fresh = desk.ask("How are you?", first);
        QCOMPARE(desk.pathsShown, 2); // the message has a sibling
        QCOMPARE(desk.siblings.back().size(), 2U);
        QVERIFY(fresh.text.starts_with(" I am fine"));
        const auto oldPath = desk.storedPath(old.id);
        QCOMPARE(oldPath.size(), 4U);
        QCOMPARE(oldPath.back().text, old.text);

        desk.chat.select(*old.parent);
        QVERIFY(QTest::qWaitFor([&] { return desk.pathsShown == 3; }, test::kPatienceMs));
        QCOMPARE(desk.path.back().id, old.id);
    }

    void retryWritesASiblingOfTheReply() {
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        const auto first = desk.ask("Hello");
        const auto second = desk.again(first.id);
        QVERIFY(second.id != first.id);
        QCOMPARE(second.parent, first.parent);
        QCOMPARE(second.text, first.text); // greedy
        QCOMPARE(desk.siblings.back(), (std::vector{first.id, second.id}));
        QCOMPARE(desk.stored(first.id).text, first.text);
    }

    void aReplyThatMessagesFollowIsContinuedInASibling() {
        const auto whole = undisturbed(100);
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        desk.makeTalkative(40);
        const auto part = desk.ask(kLongMessage);
        const auto later = desk.ask("Hello", part);
        desk.set("chat.maxTokens", "60");
        const auto longer = desk.goOn(part.id);
        QVERIFY(longer.id != part.id);
        compareReplies(longer, whole);
        compareReplies(desk.stored(part.id), part);
        QCOMPARE(desk.storedPath(later.id).size(), 4U);
    }

    void aCompleteReplyIsNotContinued() {
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        const auto reply = desk.ask("Hello");
        QVERIFY(desk.goOn(reply.id).text.empty());
        QCOMPARE(desk.failures.at(0).kind, ErrorKind::Invalid);
    }

    void aConversationThatIsReplyingRefusesAnotherMessage() {
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        desk.makeTalkative(1'000);
        desk.slowDown(5);
        desk.send(kLongMessage);
        QVERIFY(desk.waitForText(1));
        desk.send("Hello", desk.added.at(0));
        QCOMPARE(desk.failures.at(0).kind, ErrorKind::Busy);
        const auto id = desk.added[0].conversation;
        desk.chat.stop(id);
        QVERIFY(QTest::qWaitFor([&] { return !desk.chat.replying(id); }, test::kPatienceMs));
    }

    void twoConversationsReplyAtTheSameTime() {
        const auto whole = undisturbed(400);
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        desk.makeTalkative(400);
        desk.send(kLongMessage);
        desk.send(kLongMessage);
        bool together = false;
        connect(&desk.chat, &app::Chat::replyGrew, this,
                [&] { together |= desk.grown.size() == 2 && desk.ended.empty(); });
        QVERIFY(QTest::qWaitFor([&] { return desk.ended.size() == 2; }, test::kPatienceMs));
        QVERIFY(together);
        QVERIFY(desk.ended[0].conversation != desk.ended[1].conversation);
        compareReplies(desk.ended[0], whole);
        compareReplies(desk.ended[1], whole);
    }

    void aDraftIsSavedAtLeastEvery64Tokens() {
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        desk.makeTalkative(1'000);
        desk.slowDown(5);
        desk.send(kLongMessage);
        for (const std::size_t bytes : {160U, 240U, 320U}) {
            QVERIFY(desk.waitForText(bytes));
            const auto draft = desk.stored(*desk.lastReply);
            QCOMPARE(draft.status, TurnStatus::Draft);
            const auto shown = desk.grown[*desk.lastReply];
            QVERIFY(shown.starts_with(draft.text));
            QVERIFY(draft.tokens.size() + 64 + 20 >
                    std::size_t(desk.progress.tokens)); // and some that came meanwhile
            engine::Utf8Joiner joiner;
            QCOMPARE(joiner.add(engine::decode(desk.library.loaded(kDemo)->tokenizer(), draft.tokens)),
                     draft.text);
        }
    }

    void aDraftOfASlowReplyIsSavedEveryTwoSeconds() {
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        desk.makeTalkative(1'000);
        desk.slowDown(100);
        desk.send(kLongMessage);
        QVERIFY(desk.waitForText(1));
        QElapsedTimer clock;
        clock.start();
        QVERIFY(QTest::qWaitFor([&] { return !desk.stored(*desk.lastReply).tokens.empty(); }, 5'000));
        qInfo("draft after %lld ms with %zu tokens chosen", clock.elapsed(),
              std::size_t(desk.progress.tokens));
        QVERIFY(desk.progress.tokens < 64);
        QVERIFY(clock.elapsed() < 2'500);
    }

    void removingAConversationEndsItsReply() {
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        desk.makeTalkative(1'000);
        desk.slowDown(5);
        desk.send(kLongMessage);
        QVERIFY(desk.waitForText(30));
        const auto id = desk.added[0].conversation;
        desk.chat.remove(id);
        QVERIFY(!desk.chat.replying(id));
        QVERIFY(QTest::qWaitFor([&] { return desk.conversations.empty(); }, test::kPatienceMs));
        QTest::qWait(200);
        QVERIFY(desk.ended.empty());
        QVERIFY(desk.failures.empty());
    }

    void aPathAskedForInTheMiddleOfAReplyHasAllItsTextSoFar() {
        const QTemporaryDir folder;
        ChatDesk desk(folder.path());
        desk.makeTalkative(1'000);
        desk.slowDown(5);
        desk.send(kLongMessage);
        QVERIFY(desk.waitForText(100));
        std::string shownThen;
        connect(&desk.chat, &app::Chat::pathShown, this, [&] { shownThen = desk.grown[*desk.lastReply]; });
        desk.chat.requestPath(desk.added[0].conversation);
        QVERIFY(QTest::qWaitFor([&] { return desk.pathsShown == 1; }, test::kPatienceMs));
        QCOMPARE(desk.path.back().text, shownThen);
    }
};

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const auto arguments = application.arguments();
    if (arguments.size() == 3 && arguments[1] == "--write-until-killed")
        return writeUntilKilled(arguments[2]);
    ChatTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "chat_test.moc"

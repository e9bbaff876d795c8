#include "app/store/database.h"
#include "tests/store/store_fixture.h"

#include <QProcess>
#include <QRandomGenerator>

#include <iostream>
#include <map>
#include <set>

namespace aviary::store {

namespace {

/// Texts and snapshots are known by a number, so that parent and child agree on their content.
std::string textOf(int number) {
    return "message " + std::to_string(number) + " " +
           std::string(static_cast<std::size_t>(number * 37 % 6000), 'x');
}
Bytes snapshotOf(int number) {
    return randomBytes(static_cast<std::size_t>(number % 5 == 0 ? 1'500'000 : 120'000), unsigned(number));
}

// The child: writes without end and says, line by line and unbuffered, what it is about to do and what is
// saved.
//   saved TURN NUMBER STATUS CONVERSATION   this text and status are durable
//   tries TURN NUMBER          from now on this text may be there
//   state TURN NUMBER          this snapshot is durable
//   hides CONVERSATION, gone CONVERSATION
template <class... Words> void say(const Words&... words) {
    ((std::cout << words << ' '), ...) << std::endl;
}

[[noreturn]] void writeForever(const char* folder, int number) {
    auto store = need(Store::open(folder));
    say("open");
    for (;;) {
        const auto talk = need(store->createConversation("talk", "m"));
        std::optional<TurnId> parent;
        for (int exchange = 0; exchange < 4; ++exchange) {
            const int asked = ++number;
            const auto question =
                need(store->appendTurn({.conversation = talk, .parent = parent, .text = textOf(asked)}));
            say("saved", question, asked, "complete", talk);
            need(store->saveSnapshot(question, "m", snapshotOf(asked)));
            say("state", question, asked);

            Turn reply{.conversation = talk,
                       .parent = question,
                       .role = Role::Assistant,
                       .status = TurnStatus::Draft};
            reply.text = textOf(++number);
            reply.id = need(store->appendTurn(reply));
            say("saved", reply.id, number, "draft", talk);
            for (int draft = 0; draft < 3; ++draft) {
                say("tries", reply.id, ++number);
                need(store->saveDraft(reply.id, textOf(number), {}));
                say("saved", reply.id, number, "draft", talk);
            }
            say("tries", reply.id, ++number);
            reply.text = textOf(number);
            reply.status = TurnStatus::Complete;
            need(store->finishTurn(reply, "m", snapshotOf(number)));
            say("saved", reply.id, number, "complete", talk);
            say("state", reply.id, number);
            parent = reply.id;
            store->idle();
        }
        if (talk % 3 == 0) {
            say("hides", talk);
            need(store->removeConversation(talk));
            say("gone", talk);
        }
    }
}

struct Expected {
    ConversationId conversation = 0;
    std::set<int> texts{};
    bool complete = false;
    bool mayBeComplete = false;
    std::optional<int> snapshot{};
};

} // namespace

class KillTest : public QObject {
    Q_OBJECT
private slots:
    void whatWasAcknowledgedIsThereAfterAKillAtAnyInstant() {
        const int kills = qEnvironmentVariableIntValue("AVIARY_LONG") == 1 ? 200 : 40;
        QTemporaryDir place;
        const QString folder = place.filePath("data");
        std::map<TurnId, Expected> turns;
        QRandomGenerator random(2024);
        int acknowledged = 0, interrupted = 0;
        for (int round = 0; round < kills; ++round) {
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(),
                        {"--write", folder, QString::number(round * 100'000)});
            QVERIFY(child.waitForStarted());
            if (round % 4 != 0) // every fourth may die while it opens
                QVERIFY(child.waitForReadyRead(30'000));
            QTest::qSleep(random.bounded(1, 500));
            child.kill();
            QVERIFY(child.waitForFinished());
            QVERIFY2(child.exitStatus() == QProcess::CrashExit, "the child ended by itself");
            acknowledged += listen(child.readAllStandardOutput(), turns);
            if (QTest::currentTestFailed())
                return;
            auto store = need(Store::open(folder.toStdString()));
            QVERIFY2(store->notes().empty(), store->notes().empty() ? "" : store->notes().front().c_str());
            for (auto& [id, expected] : turns)
                interrupted += check(*store, id, expected, round);
            for (const auto id : gone_)
                QVERIFY(!store->conversation(id));
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("%d kills, %d acknowledgements kept, %d replies interrupted", kills, acknowledged, interrupted);
        QVERIFY(acknowledged > kills * 5);
        QVERIFY(interrupted > 0);
        for (const char* name : {"/chats.db", "/states.db"}) {
            auto database = need(Database::open((folder + name).toStdString()));
            Statement integrity(database, "PRAGMA integrity_check");
            QVERIFY(integrity.next());
            QCOMPARE(std::string(integrity.text(0)), std::string("ok"));
        }
    }

private:
    // A last line without its end was being written when the kill came.
    int listen(const QByteArray& output, std::map<TurnId, Expected>& turns) {
        int acknowledged = 0;
        auto lines = output.split('\n');
        lines.removeLast();
        for (const auto& line : lines) {
            const auto words = line.trimmed().split(' ');
            const auto verb = words[0];
            const TurnId id = words.value(1).toLongLong();
            const int number = words.value(2).toInt();
            if (verb == "saved") {
                turns[id] = {.conversation = words.value(4).toLongLong(),
                             .texts = {number},
                             .complete = words.value(3) == "complete"};
                ++acknowledged;
            } else if (verb == "tries") {
                turns[id].texts.insert(number);
                turns[id].mayBeComplete = true;
            } else if (verb == "state") {
                turns[id].snapshot = number;
            } else if (verb == "hides") {
                hidden_.insert(id); // from here on it may be there or not
            } else if (verb == "gone") {
                gone_.insert(id);
            }
        }
        return acknowledged;
    }

    // Returns 1 for a reply that has just become interrupted.
    int check(Store& store, TurnId id, Expected& expected, int round) {
        const auto found = store.turn(id);
        if (!found) {
            if (!hidden_.contains(expected.conversation))
                QTest::qFail(qPrintable(QString("turn %1 is gone in round %2").arg(id).arg(round)), __FILE__,
                             __LINE__);
            return 0;
        }
        const auto here = QString("turn %1 in round %2: ").arg(id).arg(round);
        bool known = false;
        for (const int number : expected.texts)
            if (found->text == textOf(number)) {
                known = true;
                expected.texts = {number};
                break;
            }
        if (!known)
            QTest::qFail(qPrintable(here + "another text"), __FILE__, __LINE__);
        const bool complete = found->status == TurnStatus::Complete;
        if (found->status == TurnStatus::Draft || (expected.complete && !complete) ||
            (complete && !expected.complete && !expected.mayBeComplete))
            QTest::qFail(qPrintable(here + "wrong status"), __FILE__, __LINE__);
        if (expected.snapshot) {
            const auto position = store.position(id, "m");
            if (!position || !position->snapshot || !position->unread.empty() ||
                *position->snapshot != snapshotOf(*expected.snapshot))
                QTest::qFail(qPrintable(here + "its snapshot is not there"), __FILE__, __LINE__);
        }
        const bool news = !complete && !expected.complete && !settled_.contains(id);
        expected.complete = complete;
        settled_.insert(id);
        return news ? 1 : 0;
    }

    std::set<ConversationId> hidden_, gone_;
    std::set<TurnId> settled_;
};

} // namespace aviary::store

int main(int argc, char** argv) {
    if (argc == 4 && std::string_view(argv[1]) == "--write")
        aviary::store::writeForever(argv[2], std::atoi(argv[3]));
    QCoreApplication application(argc, argv);
    aviary::store::KillTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "kill_test.moc"

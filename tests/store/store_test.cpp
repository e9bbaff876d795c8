#include "app/store/database.h"
#include "app/store/schema.h"
#include "tests/store/store_fixture.h"

#include <QElapsedTimer>

#include <algorithm>
#include <fstream>

namespace aviary::store {

class StoreTest : public QObject {
    Q_OBJECT
private slots:
    void everyFieldOfATurnComesBack() {
        StoreFixture store;
        const auto talk = store.conversation();
        Turn turn{.conversation = talk,
                  .role = Role::Assistant,
                  .status = TurnStatus::Stopped,
                  .text = " two blanks first\n\tand last  ",
                  .model = "rwkv7-g1",
                  .tokenizer = "world",
                  .tokens = {0, -1, 65535, 2147483647, -2147483648},
                  .facts = {12, 34, 0.25, 1.5, 2.75, 0xffffffffffffffffULL}};
        turn.id = need(store->appendTurn(turn));
        store.reopen();
        const Turn found = need(store->turn(turn.id));
        QVERIFY(same(found, turn));
        QVERIFY(found.createdMs > 1'600'000'000'000);
    }

    void textComesBackByteForByte_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("emoji") << QByteArray("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80");
        QTest::newRow("Arabic") << QByteArray("\xd8\xa7\xd9\x84\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\xa9");
        QTest::newRow("zero byte inside") << QByteArray("a\0b", 3);
        QTest::newRow("broken UTF-8") << QByteArray("\xff\xc3(");
        QTest::newRow("SQL") << QByteArray("'); DROP TABLE turn; --");
        QTest::newRow("5 MB") << QByteArray(5'000'000, 'x');
    }
    void textComesBackByteForByte() {
        QFETCH(QByteArray, text);
        StoreFixture store;
        const auto talk = need(store->createConversation(text.toStdString(), "m"));
        const auto id = store.say(talk, std::nullopt, text.toStdString());
        need(store->setSetting("key", text.toStdString()));
        store.reopen();
        QCOMPARE(QByteArray::fromStdString(need(store->turn(id)).text), text);
        QCOMPARE(QByteArray::fromStdString(need(store->conversation(talk)).title), text);
        QCOMPARE(QByteArray::fromStdString(*need(store->setting("key"))), text);
    }

    void theFilesAreForTheirOwnerOnly() {
        namespace fs = std::filesystem;
        StoreFixture store;
        store.say(store.conversation(), std::nullopt, "private");
        const auto owner = fs::perms::owner_read | fs::perms::owner_write;
        QVERIFY(fs::status(store.folder()).permissions() == fs::perms::owner_all);
        int files = 0;
        for (const auto& entry : fs::directory_iterator(store.folder())) {
            QVERIFY2(entry.status().permissions() == owner, entry.path().c_str());
            ++files;
        }
        QCOMPARE(files, 7); // two databases, each with -wal and -shm, and the lock
    }

    void theFilesAreSetUpAsPromised() {
        StoreFixture store;
        store.line(store.conversation(), 3);
        store.close();
        auto chats = need(Database::open(store.file("chats.db")));
        auto states = need(Database::open(store.file("states.db")));
        for (auto* database : {&chats, &states}) {
            QCOMPARE(need(database->number("PRAGMA application_id")), kApplicationId);
            QCOMPARE(need(database->number("PRAGMA user_version")), 1);
            QCOMPARE(need(database->number("PRAGMA page_size")), 4096);
            Statement mode(*database, "PRAGMA journal_mode");
            QVERIFY(mode.next());
            QCOMPARE(std::string(mode.text(0)), std::string("wal"));
        }
        QCOMPARE(need(states.number("PRAGMA auto_vacuum")), 2); // incremental
        QCOMPARE(need(chats.number("PRAGMA foreign_keys")), 1);
        QCOMPARE(need(chats.number("PRAGMA trusted_schema")), 0);
        QCOMPARE(need(chats.number("PRAGMA synchronous")), 2);
    }

    void aPathRunsFromTheRootToTheLeaf() {
        StoreFixture store;
        const auto talk = store.conversation();
        const auto ids = store.line(talk, 5);
        const auto path = need(store->path(ids[3]));
        QCOMPARE(path.size(), std::size_t{4});
        for (std::size_t i = 0; i < path.size(); ++i)
            QCOMPARE(path[i].id, ids[i]);
        QCOMPARE(need(store->conversation(talk)).leaf, std::optional(ids[4]));
    }

    void siblingsAreOldestFirstAndStayInTheirConversation() {
        StoreFixture store;
        const auto talk = store.conversation(), other = store.conversation();
        const auto a = store.say(talk, std::nullopt, "a");
        const auto elsewhere = store.say(other, std::nullopt, "elsewhere");
        const auto b = store.say(talk, std::nullopt, "b");
        const auto a1 = store.say(talk, a, "a1"), b1 = store.say(talk, b, "b1"),
                   a2 = store.say(talk, a, "a2");
        QCOMPARE(need(store->siblings(a)), (std::vector{a, b}));
        QCOMPARE(need(store->siblings(a2)), (std::vector{a1, a2}));
        QCOMPARE(need(store->siblings(b1)), std::vector{b1});
        QCOMPARE(need(store->siblings(elsewhere)), std::vector{elsewhere});
    }

    void selectGoesToTheNewestLeafBelow() {
        StoreFixture store;
        const auto talk = store.conversation();
        const auto root = store.say(talk, std::nullopt, "root");
        const auto left = store.say(talk, root, "left"), right = store.say(talk, root, "right");
        const auto left1 = store.say(talk, left, "left 1");
        const auto right1 = store.say(talk, right, "right 1");
        const auto left2 = store.say(talk, left, "left 2");
        const auto left1a = store.say(talk, left1, "left 1 a");
        QCOMPARE(need(store->select(right)), right1);
        QCOMPARE(need(store->conversation(talk)).leaf, std::optional(right1));
        QCOMPARE(need(store->select(left)), left1a);
        QCOMPARE(need(store->select(left2)), left2);
        QCOMPARE(need(store->select(root)), left1a);
        store.reopen();
        QCOMPARE(need(store->conversation(talk)).leaf, std::optional(left1a));
    }

    void conversationsAreNewestUseFirst() {
        StoreFixture store;
        const auto a = store.conversation("a"), b = store.conversation("b");
        QTest::qWait(5);
        store.say(a, std::nullopt, "again");
        const auto listed = need(store->conversations());
        QCOMPARE(listed.size(), std::size_t{2});
        QCOMPARE(listed[0].id, a);
        QCOMPARE(listed[1].id, b);
        need(store->renameConversation(b, "B"));
        need(store->setConversationModel(b, "other"));
        QCOMPARE(need(store->conversation(b)).title, std::string("B"));
        QCOMPARE(need(store->conversation(b)).model, std::string("other"));
    }

    void whatIsNotThereIsNotFound() {
        StoreFixture store;
        const auto talk = store.conversation(), other = store.conversation();
        const auto id = store.say(talk, std::nullopt, "text");
        const auto kind = [](const auto& result) {
            return result ? ErrorKind::NoMemory : result.error().kind;
        };
        QVERIFY(kind(store->turn(99)) == ErrorKind::NotFound);
        QVERIFY(kind(store->path(99)) == ErrorKind::NotFound);
        QVERIFY(kind(store->siblings(99)) == ErrorKind::NotFound);
        QVERIFY(kind(store->select(99)) == ErrorKind::NotFound);
        QVERIFY(kind(store->position(99, "m")) == ErrorKind::NotFound);
        QVERIFY(kind(store->saveSnapshot(99, "m", {})) == ErrorKind::NotFound);
        QVERIFY(kind(store->conversation(99)) == ErrorKind::NotFound);
        QVERIFY(kind(store->renameConversation(99, "x")) == ErrorKind::NotFound);
        QVERIFY(kind(store->removeConversation(99)) == ErrorKind::NotFound);
        QVERIFY(kind(store->appendTurn({.conversation = 99})) == ErrorKind::NotFound);
        QVERIFY(kind(store->appendTurn({.conversation = talk, .parent = 99})) == ErrorKind::NotFound);
        QVERIFY(kind(store->appendTurn({.conversation = other, .parent = id})) == ErrorKind::Invalid);
        QVERIFY(kind(store->saveDraft(id, "not a draft", {})) == ErrorKind::NotFound);
        QVERIFY(kind(store->reopenTurn(99)) == ErrorKind::NotFound);
        QVERIFY(!need(store->setting("missing")));
    }

    void aDraftIsSavedAndFinished() {
        StoreFixture store;
        const auto talk = store.conversation();
        const auto user = store.say(talk, std::nullopt, "question");
        Turn reply{
            .conversation = talk, .parent = user, .role = Role::Assistant, .status = TurnStatus::Draft};
        reply.id = need(store->appendTurn(reply));
        reply.tokens = {1, 2};
        need(store->saveDraft(reply.id, "half", reply.tokens));
        QCOMPARE(need(store->turn(reply.id)).text, std::string("half"));
        reply.text = "whole";
        reply.tokens = {1, 2, 3};
        reply.status = TurnStatus::Complete;
        reply.facts = {5, 3, 0.1, 0.2, 0.3, 42};
        need(store->finishTurn(reply, "m", randomBytes(1000, 1)));
        store.reopen();
        QVERIFY(same(need(store->turn(reply.id)), reply));
        QCOMPARE(*need(store->position(reply.id, "m")).snapshot, randomBytes(1000, 1));
    }

    void aDraftLeftBehindIsInterruptedAndCanBeContinued() {
        StoreFixture store;
        const auto talk = store.conversation();
        const auto id = store.say(talk, std::nullopt, "half a rep", Role::Assistant, TurnStatus::Draft);
        store.reopen();
        QVERIFY(need(store->turn(id)).status == TurnStatus::Interrupted);
        need(store->reopenTurn(id));
        need(store->saveDraft(id, "half a reply and more", {}));
        QVERIFY(need(store->turn(id)).status == TurnStatus::Draft);
    }

    void aSnapshotComesBackByteForByte_data() {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 1048575, 1048576, 1048577, 3'500'000, 70 << 20})
            QTest::addRow("%d bytes", size) << size;
    }
    void aSnapshotComesBackByteForByte() {
        QFETCH(int, size);
        StoreFixture store;
        const auto id = store.say(store.conversation(), std::nullopt, "text");
        const auto bytes = randomBytes(static_cast<std::size_t>(size), 7);
        need(store->saveSnapshot(id, "m", bytes));
        QVERIFY(std::filesystem::file_size(store.file("states.db-wal")) < (64U << 20));
        store.reopen();
        const auto position = need(store->position(id, "m"));
        QVERIFY(position.snapshot.has_value());
        QVERIFY(*position.snapshot == bytes);
        QVERIFY(position.unread.empty());
    }

    void aNewSnapshotReplacesTheOldOne() {
        StoreFixture store;
        const auto id = store.say(store.conversation(), std::nullopt, "text");
        need(store->saveSnapshot(id, "m", randomBytes(3000, 1)));
        need(store->saveSnapshot(id, "m", randomBytes(20, 2)));
        QVERIFY(*need(store->position(id, "m")).snapshot == randomBytes(20, 2));
    }

    void thePositionIsTheNearestAncestorOfThisModel() {
        StoreFixture store;
        const auto talk = store.conversation();
        const auto ids = store.line(talk, 6);
        need(store->saveSnapshot(ids[1], "m", randomBytes(10, 1)));
        need(store->saveSnapshot(ids[3], "m", randomBytes(10, 3)));
        need(store->saveSnapshot(ids[4], "other", randomBytes(10, 4)));
        const auto position = need(store->position(ids[5], "m"));
        QVERIFY(*position.snapshot == randomBytes(10, 3));
        QCOMPARE(position.unread.size(), std::size_t{2});
        QCOMPARE(position.unread[0].id, ids[4]);
        QCOMPARE(position.unread[1].text, need(store->turn(ids[5])).text);
        const auto branch = store.say(talk, ids[2], "another way");
        QVERIFY(*need(store->position(branch, "m")).snapshot == randomBytes(10, 1));
        const auto none = need(store->position(ids[5], "third"));
        QVERIFY(!none.snapshot);
        QCOMPARE(none.unread.size(), std::size_t{6});
    }

    void aSnapshotIsNeverTakenForAnotherText() {
        StoreFixture store;
        const auto talk = store.conversation();
        const auto user = store.say(talk, std::nullopt, "question");
        const auto reply = store.say(talk, user, "short", Role::Assistant);
        const auto next = store.say(talk, reply, "go on");
        need(store->saveSnapshot(user, "m", randomBytes(10, 1)));
        need(store->saveSnapshot(reply, "m", randomBytes(10, 2)));
        need(store->saveSnapshot(next, "m", randomBytes(10, 3)));
        need(store->reopenTurn(reply)); // continued: what was read before is no longer what is written
        need(store->saveDraft(reply, "short, then longer", {}));
        const auto position = need(store->position(next, "m"));
        QVERIFY(*position.snapshot == randomBytes(10, 1));
        QCOMPARE(position.unread.size(), std::size_t{2});
    }

    void aDamagedSnapshotIsDroppedAndTheNextNearestTaken_data() {
        QTest::addColumn<QString>("damage");
        QTest::newRow("a changed byte") << "UPDATE snapshot_chunk SET bytes = zeroblob(length(bytes)) "
                                           "WHERE number = 1 AND snapshot = (SELECT max(id) FROM snapshot)";
        QTest::newRow("a missing chunk") << "DELETE FROM snapshot_chunk "
                                            "WHERE number = 1 AND snapshot = (SELECT max(id) FROM snapshot)";
        QTest::newRow("an incomplete one") << "UPDATE snapshot SET complete = 0 "
                                              "WHERE id = (SELECT max(id) FROM snapshot)";
    }
    void aDamagedSnapshotIsDroppedAndTheNextNearestTaken() {
        QFETCH(QString, damage);
        StoreFixture store;
        const auto ids = store.line(store.conversation(), 3);
        need(store->saveSnapshot(ids[0], "m", randomBytes(3 << 20, 1)));
        need(store->saveSnapshot(ids[2], "m", randomBytes(3 << 20, 2)));
        store.close();
        {
            auto states = need(Database::open(store.file("states.db")));
            need(states.run(damage.toStdString()));
        }
        store.reopen();
        const auto position = need(store->position(ids[2], "m"));
        QVERIFY(*position.snapshot == randomBytes(3 << 20, 1));
        QCOMPARE(position.unread.size(), std::size_t{2});
        store.close();
        auto states = need(Database::open(store.file("states.db")));
        QCOMPARE(need(states.number("SELECT count(*) FROM snapshot")), 1);
        QCOMPARE(need(states.number("SELECT count(*) FROM snapshot_chunk")), 3);
    }

    void removalTakesEverythingAndNothingElse() {
        StoreFixture store;
        const auto kept = store.conversation("kept"), gone = store.conversation("gone");
        const auto keptIds = store.line(kept, 4);
        const auto goneIds = store.line(gone, 1200); // more than one chunk
        need(store->saveSnapshot(keptIds[3], "m", randomBytes(100, 1)));
        need(store->saveSnapshot(goneIds[600], "m", randomBytes(100, 2)));
        need(store->removeConversation(gone));
        QCOMPARE(need(store->conversations()).size(), std::size_t{1});
        QVERIFY(!store->turn(goneIds[0]) && !store->turn(goneIds[1199]));
        QCOMPARE(need(store->path(keptIds[3])).size(), std::size_t{4});
        QVERIFY(need(store->position(keptIds[3], "m")).snapshot.has_value());
        store.close();
        auto chats = need(Database::open(store.file("chats.db")));
        auto states = need(Database::open(store.file("states.db")));
        QCOMPARE(need(chats.number("SELECT count(*) FROM turn")), 4);
        QCOMPARE(need(states.number("SELECT count(*) FROM snapshot")), 1);
    }

    void removedTextIsNoLongerInTheFiles() {
        StoreFixture store;
        const auto talk = store.conversation("xylophone-title");
        store.say(talk, std::nullopt, "marzipan-secret");
        need(store->removeConversation(talk));
        for (const char* name : {"chats.db", "chats.db-wal"}) {
            std::ifstream in(store.file(name), std::ios::binary);
            const std::string content{std::istreambuf_iterator<char>(in), {}};
            QVERIFY(content.find("marzipan") == std::string::npos);
            QVERIFY(content.find("xylophone") == std::string::npos);
        }
    }

    void aRemovalThatWasCutShortIsFinishedAtTheNextOpening() {
        StoreFixture store;
        const auto talk = store.conversation();
        store.line(talk, 10);
        store.close();
        {
            auto chats = need(Database::open(store.file("chats.db")));
            need(chats.run("UPDATE conversation SET removed = 1; DELETE FROM turn WHERE id > 5"));
        }
        store.reopen();
        QVERIFY(need(store->conversations()).empty());
        QVERIFY(!store->turn(1));
    }

    void idsAreNeverUsedTwice() {
        StoreFixture store;
        const auto first = store.conversation();
        const auto turn = store.say(first, std::nullopt, "text");
        need(store->removeConversation(first));
        const auto second = store.conversation();
        QVERIFY(second > first);
        QVERIFY(store.say(second, std::nullopt, "text") > turn);
    }

    void tenThousandTurnsDeepIsNotSlow() {
        constexpr int kDepth = 10'000;
        StoreFixture store;
        const auto talk = store.conversation();
        store.close();
        { // straight into the file: 10,000 flushed transactions would be the slow part
            auto chats = need(Database::open(store.file("chats.db")));
            need(chats.run(
                "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
                " INSERT INTO turn SELECT i, 1, nullif(i - 1, 0), 1 + i % 2, 1, 0, '', '', 0, 0, 0, 0, 0, 0,"
                " zeroblob(400), printf('%.500c', 'x') FROM n"));
        }
        store.reopen();
        QElapsedTimer timer;
        timer.start();
        const auto path = need(store->path(kDepth));
        const auto pathMs = timer.restart();
        const auto leaf = need(store->select(1));
        const auto selectMs = timer.restart();
        const auto position = need(store->position(kDepth, "m"));
        const auto positionMs = timer.restart();
        need(store->removeConversation(talk));
        qInfo("10,000 deep: path %lld ms, select %lld ms, position %lld ms, removal %lld ms", pathMs,
              selectMs, positionMs, timer.elapsed());
        QCOMPARE(path.size(), std::size_t{kDepth});
        QCOMPARE(leaf, TurnId{kDepth});
        QCOMPARE(position.unread.size(), std::size_t{kDepth});
        QVERIFY(pathMs < 2000 && selectMs < 2000 && positionMs < 2000); // quadratic would be minutes
    }

    void anIdleStoreShrinksItsFiles() {
        StoreFixture store;
        const auto talk = store.conversation();
        const auto id = store.say(talk, std::nullopt, "text");
        need(store->saveSnapshot(id, "m", randomBytes(12 << 20, 1)));
        store->idle();
        const auto before = std::filesystem::file_size(store.file("states.db"));
        QVERIFY(before > (12U << 20));
        need(store->removeConversation(talk));
        store->idle();
        store->idle();
        QVERIFY(std::filesystem::file_size(store.file("states.db")) < (1U << 20));
    }

    void migrationsRunInOrderAfterABackup() {
        StoreFixture store;
        const auto id = store.say(store.conversation(), std::nullopt, "old text");
        store.close();
        auto database = need(Database::open(store.file("chats.db")));
        auto migrations = kChatsMigrations;
        migrations.push_back("ALTER TABLE turn ADD COLUMN note TEXT");
        migrations.push_back("UPDATE turn SET note = 'seen ' || text");
        const auto backup = store.file("backup.db");
        need(migrate(database, "main", migrations, backup));
        QCOMPARE(need(database.number("PRAGMA user_version")), 3);
        QCOMPARE(need(database.number("SELECT count(*) FROM turn WHERE note = 'seen old text'")), 1);
        auto copy = need(Database::open(backup));
        QCOMPARE(need(copy.number("PRAGMA user_version")), 1);
        QCOMPARE(need(copy.number("SELECT id FROM turn WHERE text = 'old text'")), id);
    }

    void aMigrationThatFailsChangesNothing() {
        StoreFixture store;
        store.close();
        auto database = need(Database::open(store.file("chats.db")));
        auto migrations = kChatsMigrations;
        migrations.push_back("ALTER TABLE turn ADD COLUMN note TEXT");
        migrations.push_back("UPDATE no_such_table SET x = 1");
        QVERIFY(!migrate(database, "main", migrations, store.file("backup.db")));
        QCOMPARE(need(database.number("PRAGMA user_version")), 1);
        QCOMPARE(need(database.number("SELECT count(*) FROM pragma_table_info('turn') WHERE name = 'note'")),
                 0);
    }
};

} // namespace aviary::store

QTEST_GUILESS_MAIN(aviary::store::StoreTest)
#include "store_test.moc"

#include "app/store/database.h"
#include "tests/store/store_fixture.h"
#include "tests/support/fault_vfs.h"

#include <map>
#include <set>

#include <sqlite3.h>

namespace aviary::store {

namespace {

using test::FaultVfs;

/// Uses a store as the program does and remembers what it was told is saved.
class Script {
public:
    explicit Script(std::filesystem::path folder)
        : folder_(std::move(folder)) {}

    void run() {
        openStore();
        const auto talk = create("first"), doomed = create("second");
        const auto question = append(talk, {}, "question", TurnStatus::Complete);
        const auto reply = append(talk, question, "", TurnStatus::Draft);
        append(doomed, {}, "to be removed", TurnStatus::Complete);
        draft(reply, "half of a reply");
        finish(reply, "the whole reply", randomBytes(60'000, 1));
        snapshot(question, randomBytes(150'000, 2));
        remove(doomed);
        append(talk, question, std::string(9000, 'z'), TurnStatus::Complete); // a branch, with overflow pages
        setting("key", "value");
        if (store_)
            store_->idle();
        store_.reset();
        openStore();
        snapshot(question, randomBytes(30'000, 3));
        append(talk, reply, "last words", TurnStatus::Complete);
    }
    /// Whether the store still takes a message. The first try may still meet the failure.
    bool stillWorks() {
        for (int attempt = 0; attempt < 2; ++attempt) {
            openStore();
            if (store_ && store_->createConversation("after", "m"))
                return true;
        }
        return false;
    }
    void close() { store_.reset(); }

    /// What is wrong with the reopened store, or nothing.
    QString complaint() {
        store_.reset();
        auto opened = Store::open(folder_);
        if (!opened)
            return "does not open: " + QString::fromStdString(opened.error().message);
        auto& store = **opened;
        if (!store.notes().empty())
            return "notes: " + QString::fromStdString(store.notes().front());
        for (const auto& [id, texts] : texts_) {
            const auto turn = store.turn(id);
            if (!turn)
                return QString("turn %1 is gone").arg(id);
            if (!texts.contains(turn->text))
                return QString("turn %1 has another text").arg(id);
            if (turn->status == TurnStatus::Draft)
                return QString("turn %1 is still a draft").arg(id);
        }
        for (const auto& [id, allowed] : snapshots_) {
            const auto position = store.position(id, "m");
            if (!position)
                return QString("turn %1 has no position").arg(id);
            const bool own = position->snapshot && position->unread.empty();
            if (own ? !allowed.contains(*position->snapshot) : !allowed.contains(std::nullopt))
                return QString("turn %1 has a wrong snapshot, or none").arg(id);
        }
        for (const auto id : gone_)
            if (store.conversation(id))
                return QString("conversation %1 is back").arg(id);
        for (const auto id : conversations_)
            if (!store.conversation(id))
                return QString("conversation %1 is gone").arg(id);
        if (settingSaved_ && store.setting("key").value_or(std::nullopt) != "value")
            return "the setting is gone";
        opened->reset();
        for (const char* name : {"chats.db", "states.db"}) {
            auto database = need(Database::open(folder_ / name));
            Statement check(database, "PRAGMA integrity_check");
            if (!check.next() || check.text(0) != "ok")
                return QString(name) + " is damaged";
        }
        return {};
    }

private:
    void openStore() {
        if (store_)
            return;
        if (auto opened = Store::open(folder_))
            store_ = std::move(*opened);
    }
    ConversationId create(const char* title) {
        const auto id = store_ ? store_->createConversation(title, "m") : fail(ErrorKind::Io, "closed");
        if (id)
            conversations_.insert(*id);
        return id.value_or(0);
    }
    std::optional<TurnId> append(ConversationId talk, std::optional<TurnId> parent, std::string text,
                                 TurnStatus status) {
        if (!store_)
            return std::nullopt;
        const auto id =
            store_->appendTurn({.conversation = talk, .parent = parent, .status = status, .text = text});
        if (!id)
            return std::nullopt;
        texts_[*id] = {text};
        return *id;
    }
    // A change that was not acknowledged may have happened or not; one that was has.
    void changed(TurnId id, const std::string& text, bool acknowledged) {
        if (acknowledged)
            texts_[id].clear();
        texts_[id].insert(text);
    }
    void draft(std::optional<TurnId> id, const std::string& text) {
        if (store_ && id)
            changed(*id, text, store_->saveDraft(*id, text, {}).has_value());
    }
    void finish(std::optional<TurnId> id, const std::string& text, const Bytes& bytes) {
        if (!store_ || !id)
            return;
        snapshots_[*id] = {std::nullopt, bytes};
        changed(*id, text,
                store_->finishTurn({.id = *id, .status = TurnStatus::Complete, .text = text}, "m", bytes)
                    .has_value());
    }
    void snapshot(std::optional<TurnId> id, const Bytes& bytes) {
        if (!store_ || !id)
            return;
        auto& allowed = snapshots_[*id];
        if (store_->saveSnapshot(*id, "m", bytes))
            allowed = {bytes};
        else
            allowed.insert({std::nullopt, bytes});
    }
    void remove(ConversationId id) {
        if (!store_ || id == 0)
            return;
        conversations_.erase(id);
        std::erase_if(texts_, [](const auto& entry) { return entry.second.contains("to be removed"); });
        if (store_->removeConversation(id))
            gone_.insert(id);
    }
    void setting(const char* key, const char* value) {
        settingSaved_ = store_ && store_->setSetting(key, value);
    }

    std::filesystem::path folder_;
    std::unique_ptr<Store> store_;
    std::set<ConversationId> conversations_, gone_;
    std::map<TurnId, std::set<std::string>> texts_;
    std::map<TurnId, std::set<std::optional<Bytes>>> snapshots_;
    bool settingSaved_ = false;
};

} // namespace

class FaultTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { FaultVfs::install(); }
    void cleanup() { FaultVfs::disarm(); }

    void theScriptSavesEverythingWithoutFaults() {
        QTemporaryDir folder;
        Script script(folder.filePath("data").toStdString());
        FaultVfs::disarm();
        script.run();
        script.close();
        operations_ = FaultVfs::operations();
        qInfo("the script takes %d operations", operations_);
        QCOMPARE(script.complaint(), QString());
        QVERIFY(operations_ > 100);
    }

    void whatWasAcknowledgedSurvivesAFailureAtAnyOperation_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<bool>("lasting");
        QTest::newRow("the disk is full once") << SQLITE_FULL << false;
        QTest::newRow("the disk is full from then on") << SQLITE_FULL << true;
        QTest::newRow("an I/O error once") << SQLITE_IOERR << false;
        QTest::newRow("I/O errors from then on") << SQLITE_IOERR << true;
    }
    void whatWasAcknowledgedSurvivesAFailureAtAnyOperation() {
        QFETCH(int, code);
        QFETCH(bool, lasting);
        constexpr int kMostRuns = 300;
        const double step = std::max(1.0, operations_ / double(kMostRuns));
        int struck = 0, runs = 0;
        for (double at = 1; at <= operations_; at += step, ++runs) {
            QTemporaryDir folder;
            Script script(folder.filePath("data").toStdString());
            FaultVfs::failAt(static_cast<int>(at), code, lasting);
            script.run();
            if (!lasting)
                QVERIFY2(script.stillWorks(), qPrintable(QString("operation %1").arg(int(at))));
            script.close();
            struck += FaultVfs::struck() ? 1 : 0;
            FaultVfs::disarm();
            const QString complaint = script.complaint();
            QVERIFY2(complaint.isEmpty(),
                     qPrintable(QString("operation %1: %2").arg(int(at)).arg(complaint)));
        }
        qInfo("%d runs, %d failures met", runs, struck);
        QVERIFY(struck > runs * 9 / 10); // a failing run may end a little earlier than the whole one
    }

private:
    int operations_ = 0;
};

} // namespace aviary::store

QTEST_GUILESS_MAIN(aviary::store::FaultTest)
#include "fault_test.moc"

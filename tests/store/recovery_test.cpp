#include "app/store/database.h"
#include "app/store/rescue.h"
#include "tests/store/store_fixture.h"

#include <unistd.h>

#include <QProcess>

#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

namespace aviary::store {

namespace fs = std::filesystem;

namespace {

Bytes contentOf(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

void write(const fs::path& path, std::uintmax_t offset, const Bytes& bytes) {
    std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(static_cast<std::streamoff>(offset));
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

std::vector<fs::path> setAside(const fs::path& folder, const std::string& stem) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().filename().string().starts_with(stem + "-damaged-") &&
            entry.path().extension() == ".db")
            found.push_back(entry.path());
    return found;
}

/// A folder of conversations as a killed program leaves it: closed, but not in order.
class Sample {
public:
    Sample() {
        StoreFixture store;
        for (int i = 0; i < 12; ++i) {
            const auto talk = store.conversation("talk " + std::to_string(i));
            const auto ids = store.line(talk, 25, i == 5 ? 9000 : 300);
            for (const auto id : ids)
                turns_.emplace(id, need(store->turn(id)));
            if (i < 3)
                need(store->saveSnapshot(ids.back(), "m", randomBytes(20'000, unsigned(i))));
        }
        need(store->setSetting("key", "value"));
        store.close();
        auto chats = need(Database::open(store.file("chats.db")));
        need(chats.run("UPDATE session SET clean = 0; PRAGMA wal_checkpoint(TRUNCATE)"));
        fs::copy(store.folder(), folder(), fs::copy_options::recursive);
    }
    fs::path folder() const { return fs::path(place_.path().toStdString()) / "sample"; }
    const std::map<TurnId, Turn>& turns() const { return turns_; }
    std::uintmax_t size() const { return fs::file_size(folder() / "chats.db"); }

    /// A fresh copy, to be damaged.
    fs::path copy(const QTemporaryDir& place) const {
        const fs::path target = fs::path(place.path().toStdString()) / "data";
        fs::copy(folder(), target, fs::copy_options::recursive);
        return target;
    }
    /// Turns that are gone or changed.
    int missing(Store& store) const {
        int count = 0;
        for (const auto& [id, turn] : turns_) {
            const auto found = store.turn(id);
            count += !found || found->text != turn.text ? 1 : 0;
        }
        return count;
    }

private:
    QTemporaryDir place_;
    std::map<TurnId, Turn> turns_;
};

QString integrity(const fs::path& file) {
    auto database = need(Database::open(file));
    Statement check(database, "PRAGMA integrity_check");
    return check.next() ? QString::fromStdString(std::string(check.text(0))) : QString("no answer");
}

} // namespace

class RecoveryTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { sample_ = std::make_unique<Sample>(); }

    void aDestroyedPageCostsItsOwnRowsOnly() {
        constexpr int kRowsOnAPage = 12; // of 300 bytes of text and some 50 of other columns
        const auto pages = sample_->size() / kPageSize;
        int rescues = 0, lost = 0;
        for (std::uintmax_t page = 0; page < pages; ++page) {
            QTemporaryDir place;
            const auto folder = sample_->copy(place);
            write(folder / "chats.db", page * kPageSize, randomBytes(kPageSize, unsigned(page)));
            auto store = need(Store::open(folder));
            const int missing = sample_->missing(*store);
            QVERIFY2(missing <= kRowsOnAPage,
                     qPrintable(QString("page %1: %2 missing").arg(page).arg(missing)));
            lost += missing;
            const auto aside = setAside(folder, "chats");
            rescues += int(aside.size());
            QCOMPARE(store->notes().size(), aside.size());
            QVERIFY2(missing == 0 || !aside.empty(), "rows vanished without a word");
            for (const auto& conversation : need(store->conversations())) // every tree still hangs together
                if (conversation.leaf)
                    QVERIFY(!need(store->path(*conversation.leaf)).empty());
            store.reset();
            QCOMPARE(integrity(folder / "chats.db"), QString("ok"));
        }
        qInfo("%d pages, %d rescues, %d rows lost in all", int(pages), rescues, lost);
        QVERIFY(rescues > int(pages) / 2);
    }

    void smallDamageAnywhereCostsLittle_data() {
        QTest::addColumn<quint64>("offset");
        std::mt19937 random(11);
        for (const quint64 offset : {0, 16, 18, 28, 44, 60, 68, 96, 100, 200, 4096})
            QTest::addRow("at %llu", offset) << offset;
        for (int i = 0; i < 40; ++i) {
            const quint64 offset = random() % (sample_->size() - 64);
            QTest::addRow("at %llu, row %d", offset, i) << offset;
        }
    }
    void smallDamageAnywhereCostsLittle() {
        QFETCH(quint64, offset);
        QTemporaryDir place;
        const auto folder = sample_->copy(place);
        write(folder / "chats.db", offset, randomBytes(64, unsigned(offset)));
        auto store = need(Store::open(folder));
        QVERIFY(sample_->missing(*store) <= 12);
        const auto talk = need(store->createConversation("new", "m"));
        need(store->appendTurn({.conversation = talk, .text = "goes on"}));
        store.reset();
        QCOMPARE(integrity(folder / "chats.db"), QString("ok"));
    }

    void theNoteCountsWhatWasRescued() {
        QTemporaryDir place;
        const auto folder = sample_->copy(place);
        write(folder / "chats.db", 0, randomBytes(kPageSize, 1)); // header and table definitions: no rows
        const auto damaged = contentOf(folder / "chats.db");
        auto store = need(Store::open(folder));
        QCOMPARE(sample_->missing(*store), 0);
        QCOMPARE(store->notes().size(), std::size_t{1});
        const auto note = QString::fromStdString(store->notes().front());
        QVERIFY2(note.contains("300 messages in 12 conversations rescued, at least 0 lost"),
                 qPrintable(note));
        QCOMPARE(*need(store->setting("key")), std::string("value"));
        const auto aside = setAside(folder, "chats");
        QCOMPARE(aside.size(), std::size_t{1});
        QVERIFY(contentOf(aside.front()) == damaged);
        QVERIFY(
            need(store->position(25, "m")).snapshot.has_value()); // the text is the same, so is its digest
    }

    void whatIsOnlyInTheWalIsRescuedToo() {
        StoreFixture running;
        const auto ids = running.line(running.conversation(), 40, 300);
        QTemporaryDir place;
        const fs::path folder = fs::path(place.path().toStdString()) / "data";
        fs::copy(running.folder(), folder,
                 fs::copy_options::recursive); // as if killed: the WAL is still full
        QVERIFY(fs::file_size(folder / "chats.db-wal") > 100'000);
        for (std::uintmax_t at = 0; at + kPageSize <= fs::file_size(folder / "chats.db"); at += kPageSize)
            write(folder / "chats.db", at, randomBytes(kPageSize, 3));
        const auto rows = readRows(contentOf(folder / "chats.db"), contentOf(folder / "chats.db-wal"));
        QCOMPARE(rows.turns.size(), ids.size());
        auto store = need(Store::open(folder));
        for (const auto id : ids)
            QCOMPARE(need(store->turn(id)).text, need(running->turn(id)).text);
    }

    void aTruncatedFileKeepsWhatIsLeft() {
        QTemporaryDir place;
        const auto folder = sample_->copy(place);
        fs::resize_file(folder / "chats.db", sample_->size() / 2 + 100);
        auto store = need(Store::open(folder));
        QVERIFY(sample_->missing(*store) > 0);
        QVERIFY(sample_->missing(*store) < 290);
        QCOMPARE(store->notes().size(), std::size_t{1});
    }

    void aFileOfGarbageIsSetAside() {
        QTemporaryDir place;
        const auto folder = sample_->copy(place);
        write(folder / "chats.db", 0, randomBytes(sample_->size(), 5));
        auto store = need(Store::open(folder));
        QVERIFY(need(store->conversations()).empty());
        QCOMPARE(setAside(folder, "chats").size(), std::size_t{1});
    }

    void anyBytesAreReadWithoutHarm() {
        const auto sound = contentOf(sample_->folder() / "chats.db");
        std::mt19937 random(17);
        for (int run = 0; run < 200; ++run) {
            auto bytes = sound;
            for (int i = 0; i < 200; ++i)
                bytes[random() % bytes.size()] = static_cast<std::byte>(random());
            bytes.resize(random() % bytes.size());
            const auto rows = readRows(bytes, run % 2 == 0 ? Bytes{} : bytes);
            QVERIFY(rows.turns.size() <= sample_->turns().size() + 200);
        }
    }

    void aRescueThatWasCutShortIsCompleted_data() {
        QTest::addColumn<bool>("moved");
        QTest::newRow("before the damaged file was moved") << false;
        QTest::newRow("after the damaged file was moved") << true;
    }
    void aRescueThatWasCutShortIsCompleted() {
        QFETCH(bool, moved);
        QTemporaryDir place;
        const auto folder = sample_->copy(place);
        fs::rename(folder / "chats.db", folder / "chats.db-rescue");
        if (!moved)
            std::ofstream(folder / "chats.db") << "not a database";
        auto store = need(Store::open(folder));
        QCOMPARE(sample_->missing(*store), 0);
        QCOMPARE(setAside(folder, "chats").size(), std::size_t(moved ? 0 : 1));
        QVERIFY(!fs::exists(folder / "chats.db-rescue"));
    }

    void deletingTheStatesCostsSnapshotsOnly() {
        QTemporaryDir place;
        const auto folder = sample_->copy(place);
        need(Store::open(folder)); // closed again, in order
        fs::remove(folder / "states.db");
        auto store = need(Store::open(folder));
        QVERIFY(store->notes().empty());
        QCOMPARE(sample_->missing(*store), 0);
        QVERIFY(!need(store->position(25, "m")).snapshot);
        need(store->saveSnapshot(25, "m", randomBytes(10, 1)));
        QVERIFY(need(store->position(25, "m")).snapshot.has_value());
    }

    void damageToTheStatesCostsSnapshotsOnly() {
        const auto pages = fs::file_size(sample_->folder() / "states.db") / kPageSize;
        int replaced = 0;
        for (std::uintmax_t page = 0; page < pages; ++page) {
            QTemporaryDir place;
            const auto folder = sample_->copy(place);
            write(folder / "states.db", page * kPageSize, randomBytes(kPageSize, unsigned(page)));
            auto store = need(Store::open(folder));
            for (int i = 0; i < 3; ++i) {
                const auto position = need(store->position(25 * (i + 1), "m"));
                QVERIFY(!position.snapshot || *position.snapshot == randomBytes(20'000, unsigned(i)));
            }
            need(store->saveSnapshot(200, "m", randomBytes(5000, 9)));
            QVERIFY(*need(store->position(200, "m")).snapshot == randomBytes(5000, 9));
            QCOMPARE(sample_->missing(*store), 0);
            const auto aside = setAside(folder, "states").size();
            QCOMPARE(store->notes().size(), aside);
            replaced += int(aside);
        }
        qInfo("%d pages, states.db set aside %d times", int(pages), replaced);
        QVERIFY(replaced > 0);
    }

    void aNewerDatabaseIsRefusedAndUntouched() {
        QTemporaryDir place;
        const auto folder = sample_->copy(place);
        {
            auto chats = need(Database::open(folder / "chats.db"));
            need(chats.run("PRAGMA user_version = 2"));
        }
        const auto chats = contentOf(folder / "chats.db"), states = contentOf(folder / "states.db");
        const auto opened = Store::open(folder);
        QVERIFY(!opened);
        QVERIFY(opened.error().kind == ErrorKind::Unsupported);
        QCOMPARE(opened.error().code, std::string("DB_NEWER"));
        QVERIFY(contentOf(folder / "chats.db") == chats);
        QVERIFY(contentOf(folder / "states.db") == states);
    }

    void aFolderHeldByAnotherProcessIsBusyUntilThatDies() {
        QTemporaryDir place;
        const QString folder = place.filePath("data");
        QProcess holder;
        holder.start(QCoreApplication::applicationFilePath(), {"--hold", folder});
        QVERIFY(holder.waitForReadyRead(20'000));
        QCOMPARE(holder.readAll().trimmed(), QByteArray("held"));
        const auto refused = Store::open(folder.toStdString());
        QVERIFY(!refused);
        QVERIFY(refused.error().kind == ErrorKind::Busy);
        holder.kill(); // SIGKILL: the lock file stays, the lock does not
        QVERIFY(holder.waitForFinished());
        QVERIFY(QFile::exists(folder + "/lock"));
        QVERIFY(Store::open(folder.toStdString()).has_value());
    }

    void oneProcessCannotOpenTheFolderTwice() {
        StoreFixture store;
        const auto second = Store::open(store.folder());
        QVERIFY(!second);
        QVERIFY(second.error().kind == ErrorKind::Busy);
    }

private:
    std::unique_ptr<Sample> sample_;
};

} // namespace aviary::store

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    if (argc == 3 && std::string_view(argv[1]) == "--hold") {
        const auto store = aviary::store::Store::open(argv[2]);
        std::cout << (store ? "held" : "refused") << std::endl;
        ::pause();
        return 0;
    }
    aviary::store::RecoveryTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "recovery_test.moc"

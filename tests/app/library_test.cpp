// The library with the real engine, store and built-in models.
#include "app/library.h"
#include "app/model_shelf.h"
#include "tests/support/chat_desk.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

using namespace aviary;
using app::Library;
using test::kDemo;
using test::kPatienceMs;

namespace {

QString demoFile() {
    return test::demoModels() + "/rwkv-7-demo.safetensors";
}

/// A library over one folder, and what it said.
class Shelf : public QObject {
public:
    explicit Shelf(const QString& folder, const QString& demos = test::demoModels())
        : store(test::ChatDesk::openStore(folder))
        , engine(1)
        , library(engine, store, demos) {
        connect(&library, &Library::modelsChanged, this, [this] { ++changes; });
        connect(&library, &Library::opened, this, [this](const QString& id) { opened << id; });
        connect(&library, &Library::modelLoaded, this, [this](const QString& id) { loaded << id; });
        connect(&library, &Library::loadProgress, this,
                [this](const QString&, double share) { shares << share; });
        connect(&library, &Library::failed, this, [this](const QString& subject, const Error& error) {
            failed << subject;
            errors.push_back(error);
        });
    }
    bool list() {
        return QTest::qWaitFor([this] { return changes > 0; }, kPatienceMs);
    }
    bool open(const QString& path) {
        library.open(path);
        return QTest::qWaitFor([this] { return !opened.isEmpty() || !failed.isEmpty(); }, kPatienceMs) &&
               !opened.isEmpty();
    }
    bool load(const QString& id) {
        library.load(id);
        return QTest::qWaitFor([&] { return loaded.contains(id) || !failed.isEmpty(); }, kPatienceMs) &&
               loaded.contains(id);
    }

    app::StoreThread store;
    engine::Engine engine;
    Library library;

    int changes = 0;
    QStringList opened, loaded, failed;
    std::vector<Error> errors;
    QList<double> shares;
};

} // namespace

class LibraryTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        if (!QFileInfo::exists(demoFile()))
            QSKIP("the built-in models are not in resources/demo/models");
    }

    void listsTheBuiltInModelsThatTheEngineCanRun() {
        const QTemporaryDir folder;
        Shelf shelf(folder.path());
        QVERIFY(shelf.list());
        const auto* demo = shelf.library.find(kDemo);
        QVERIFY(demo != nullptr);
        QCOMPARE(demo->name, "RWKV-7 demo");
        QCOMPARE(demo->generation, "7");
        QCOMPARE(demo->fileBytes, QFileInfo(demoFile()).size());
        QVERIFY(demo->parameters > 2'000'000 && demo->parameters < 3'000'000);
        QVERIFY(demo->builtIn);
        for (const auto& model : shelf.library.models())
            QVERIFY2(model.id.startsWith("demo:") && !model.id.contains('.'), qPrintable(model.id));
        QCOMPARE(shelf.library.initialId(), kDemo);
    }

    void aFolderWithoutModelsGivesAnEmptyList() {
        const QTemporaryDir folder, demos;
        Shelf shelf(folder.path(), demos.path());
        QVERIFY(shelf.list());
        QVERIFY(shelf.library.models().empty());
        QCOMPARE(shelf.library.initialId(), "");
    }

    void loadsAModelAlsoBeforeTheListIsKnown() {
        const QTemporaryDir folder;
        Shelf shelf(folder.path());
        QVERIFY(shelf.library.models().empty());
        QVERIFY(shelf.load(kDemo));
        QCOMPARE(shelf.library.loadedId(), kDemo);
        QCOMPARE(shelf.library.loadingId(), "");
        QVERIFY(shelf.library.loaded(kDemo) != nullptr);
        QVERIFY(std::is_sorted(shelf.shares.begin(), shelf.shares.end()));
        QVERIFY(!shelf.shares.isEmpty() && shelf.shares.back() <= 1);
    }

    void remembersOpenedFilesNewestFirstAndTheModelUsedLast() {
        const QTemporaryDir folder, files;
        const QString one = files.filePath("one.safetensors");
        const QString two = files.filePath(QString::fromUtf8("zwei 模型.safetensors"));
        QVERIFY(QFile::copy(demoFile(), one) && QFile::copy(demoFile(), two));
        {
            Shelf shelf(folder.path());
            QVERIFY(shelf.list());
            QVERIFY(shelf.open(one));
            shelf.opened.clear();
            QVERIFY(shelf.open(two));
            QCOMPARE(shelf.opened, QStringList{two});
            QVERIFY(shelf.load(two));
        }
        Shelf shelf(folder.path());
        QVERIFY(shelf.list());
        QStringList ids;
        for (const auto& model : shelf.library.models())
            if (!model.builtIn)
                ids << model.id;
        QCOMPARE(ids, (QStringList{two, one}));
        QVERIFY(shelf.library.models().front().builtIn);
        QCOMPARE(shelf.library.find(two)->generation, "7");
        QCOMPARE(shelf.library.initialId(), two);
    }

    void aFileOpenedBeforeTheListIsKnownIsKeptWithTheOthers() {
        const QTemporaryDir folder, files;
        const QString one = files.filePath("one.safetensors"), two = files.filePath("two.safetensors");
        QVERIFY(QFile::copy(demoFile(), one) && QFile::copy(demoFile(), two));
        {
            Shelf shelf(folder.path());
            QVERIFY(shelf.open(one));
        }
        {
            Shelf shelf(folder.path());
            QVERIFY(shelf.open(two));
        }
        Shelf shelf(folder.path());
        QVERIFY(shelf.list());
        QVERIFY(shelf.library.find(one) != nullptr && shelf.library.find(two) != nullptr);
    }

    void aFileThatIsNoModelIsRefusedAndNotListed() {
        const QTemporaryDir folder, files;
        QFile file(files.filePath("page.safetensors"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("<!DOCTYPE html><html><body>Sign in to go on</body></html>");
        file.close();
        Shelf shelf(folder.path());
        QVERIFY(shelf.list());
        QVERIFY(!shelf.open(file.fileName()));
        QCOMPARE(shelf.failed, QStringList{file.fileName()});
        QVERIFY(shelf.errors[0].kind == ErrorKind::Corrupt || shelf.errors[0].kind == ErrorKind::Unsupported);
        QVERIFY(shelf.library.find(file.fileName()) == nullptr);
    }

    void aFileThatIsGoneIsMarkedAndFailsToLoad() {
        const QTemporaryDir folder, files;
        const QString path = files.filePath("one.safetensors");
        QVERIFY(QFile::copy(demoFile(), path));
        {
            Shelf shelf(folder.path());
            QVERIFY(shelf.list());
            QVERIFY(shelf.open(path));
            QVERIFY(QFile::remove(path));
            QVERIFY(!shelf.load(path));
            QCOMPARE(shelf.errors[0].kind, ErrorKind::NotFound);
            QVERIFY(shelf.library.find(path)->missing);
            QCOMPARE(shelf.library.loadedId(), "");
        }
        Shelf shelf(folder.path());
        QVERIFY(shelf.list());
        QVERIFY(shelf.library.find(path)->missing);
        QCOMPARE(shelf.library.initialId(), kDemo);
    }

    void aSecondLoadCancelsTheFirst() {
        const QTemporaryDir folder, files;
        const QString path = files.filePath("one.safetensors");
        QVERIFY(QFile::copy(demoFile(), path));
        Shelf shelf(folder.path());
        QVERIFY(shelf.list());
        QVERIFY(shelf.open(path));
        shelf.library.load(kDemo);
        shelf.library.load(path);
        QCOMPARE(shelf.failed, QStringList{kDemo});
        QCOMPARE(shelf.errors[0].kind, ErrorKind::Busy);
        QTRY_COMPARE_WITH_TIMEOUT(shelf.loaded, QStringList{path}, kPatienceMs);
        QTest::qWait(100); // nothing of the first arrives late
        QCOMPARE(shelf.loaded, QStringList{path});
        QCOMPARE(shelf.library.loadedId(), path);
    }

    void theOldModelIsFreedWhenTheNewOneIsThere() {
        const QTemporaryDir folder, files;
        const QString path = files.filePath("one.safetensors");
        QVERIFY(QFile::copy(demoFile(), path));
        Shelf shelf(folder.path());
        QVERIFY(shelf.list());
        QVERIFY(shelf.load(kDemo));
        const std::weak_ptr<const engine::Model> old = shelf.library.loaded(kDemo);
        QVERIFY(shelf.open(path));
        QVERIFY(shelf.load(path));
        QTRY_VERIFY_WITH_TIMEOUT(old.expired(), kPatienceMs);
        QVERIFY(shelf.library.loaded(kDemo) == nullptr);
    }

    void aRemovedFileIsForgottenAndStaysOnTheDisk() {
        const QTemporaryDir folder, files;
        const QString path = files.filePath("one.safetensors");
        QVERIFY(QFile::copy(demoFile(), path));
        {
            Shelf shelf(folder.path());
            QVERIFY(shelf.list());
            QVERIFY(shelf.open(path));
            QVERIFY(shelf.load(path));
            shelf.library.remove(path);
            shelf.library.remove(kDemo); // built-in ones stay
            QVERIFY(shelf.library.loaded(path) == nullptr);
        }
        Shelf shelf(folder.path());
        QVERIFY(shelf.list());
        QVERIFY(shelf.library.find(path) == nullptr);
        QVERIFY(shelf.library.find(kDemo) != nullptr);
        QVERIFY(QFileInfo::exists(path));
    }

    void anUnknownModelFailsAtOnce() {
        const QTemporaryDir folder;
        Shelf shelf(folder.path());
        QVERIFY(shelf.list());
        shelf.library.load("demo:99");
        QCOMPARE(shelf.failed, QStringList{"demo:99"});
        QCOMPARE(shelf.errors[0].kind, ErrorKind::NotFound);
    }

    void aDamagedListOfOpenedFilesIsReadAsFarAsItGoes_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("count");
        QTest::addRow("empty") << QByteArray() << 0;
        QTest::addRow("cut") << QByteArray(R"([{"path":"/a")") << 0;
        QTest::addRow("an object") << QByteArray(R"({"path":"/a"})") << 0;
        QTest::addRow("strange entries") << QByteArray(R"([1,null,{"name":"x"},{"path":"/a"}])") << 1;
    }
    void aDamagedListOfOpenedFilesIsReadAsFarAsItGoes() {
        QFETCH(QByteArray, json);
        QFETCH(int, count);
        QCOMPARE(int(app::openedFromJson(json).size()), count);
    }
};

QTEST_GUILESS_MAIN(LibraryTest)
#include "library_test.moc"

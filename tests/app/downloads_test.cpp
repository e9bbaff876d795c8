// The catalogue, and its models on their way into the library.
#include "app/downloads.h"
#include "app/paths.h"
#include "engine/base/sha256.h"
#include "tests/support/chat_desk.h"
#include "tests/support/small_server.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace aviary;
using app::CatalogModel;
using app::Downloads;
using test::head;
using test::kPatienceMs;
using test::SeenRequest;
using test::SmallServer;
using test::Wire;
using Status = app::DownloadState::Status;

namespace {

const std::string kVocabulary = "1 'a' 1\n";

std::string demoBytes() {
    QFile file(test::demoModels() + "/rwkv-7-demo.safetensors");
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

app::CatalogFile fileOf(const SmallServer& server, const char* name, const std::string& bytes) {
    return {.name = name,
            .bytes = bytes.size(),
            .sha256 = toHex(Sha256::of(std::as_bytes(std::span(bytes)))),
            .urls = {server.url(std::string("/") + name)}};
}

/// A library, a server with one model, and the downloads between them.
class Desk {
public:
    /// The server sends so many bytes of the first answer for the weights, and then nothing more.
    explicit Desk(std::size_t firstBytes = std::string::npos)
        : server([=, this](const SeenRequest& request, Wire& wire) { answer(request, wire, firstBytes); })
        , store(test::ChatDesk::openStore(folder.path()))
        , engine(1)
        , library(engine, store, test::demoModels()) {
        begin();
        QObject::connect(&library, &app::Library::opened, &library,
                         [this](const QString& id) { opened << id; });
    }
    void begin() {
        downloads.emplace(
            library,
            std::vector{CatalogModel{.id = "demo",
                                     .publisher = "publisher",
                                     .repository = "repository",
                                     .weights = fileOf(server, "demo.safetensors", weights),
                                     .vocabulary = fileOf(server, "vocabulary.txt", kVocabulary)}},
            folder.filePath("models"), download::FetchOptions{.allowHttpLoopback = true});
    }
    Status status() const { return downloads->state("demo").status; }
    std::uint64_t done() const { return downloads->state("demo").progress.done; }
    QStringList files() const {
        return QDir(folder.filePath("models/publisher/repository")).entryList(QDir::Files, QDir::Name);
    }

    const std::string weights = demoBytes();
    QTemporaryDir folder;
    SmallServer server;
    app::StoreThread store;
    engine::Engine engine;
    app::Library library;
    std::optional<Downloads> downloads;
    QStringList opened;

private:
    void answer(const SeenRequest& request, Wire& wire, std::size_t firstBytes) const {
        const std::string& body = request.path == "/vocabulary.txt" ? kVocabulary : weights;
        const std::size_t start = request.start();
        wire.send(head(start > 0 ? 206 : 200,
                       {"ETag: \"one\"", "Content-Length: " + std::to_string(body.size() - start),
                        "Content-Range: bytes " + std::to_string(start) + "-" +
                            std::to_string(body.size() - 1) + "/" + std::to_string(body.size())}));
        const bool cut = request.number == 2 && firstBytes != std::string::npos; // the vocabulary came first
        wire.send(body.substr(start, cut ? firstBytes : std::string::npos));
        if (cut)
            wire.hang();
    }
};

const QStringList kWholeModel{"demo.safetensors", "vocabulary.txt"};

} // namespace

class DownloadsTest : public QObject {
    Q_OBJECT
private slots:
    void theCatalogueIsSound() {
        const auto models = app::parseCatalog(app::kCatalogText);
        QVERIFY2(models.has_value(), models ? "" : models.error().message.c_str());
        QVERIFY(models->size() >= 4);
        for (const CatalogModel& model : *models)
            QCOMPARE(model.generation, "7");
    }

    void theCatalogueAgreesWithTheFactsCollected() {
        AVIARY_NEEDS_SHARED();
        QFile file(test::sharedFile("golden/catalog-facts.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QHash<QString, QJsonObject> facts;
        for (const QJsonValue entry : QJsonDocument::fromJson(file.readAll())["entries"].toArray())
            facts[entry["file"].toString()] = entry.toObject();
        const auto models = app::parseCatalog(app::kCatalogText);
        QVERIFY(models.has_value());
        for (const CatalogModel& model : *models) {
            const QJsonObject fact = facts[QString::fromStdString(model.weights.name)];
            QCOMPARE(QString::fromStdString(model.weights.sha256), fact["sha256"].toString());
            QCOMPARE(static_cast<qint64>(model.weights.bytes), fact["bytes"].toInteger());
            QCOMPARE(QString::fromStdString(model.weights.urls[0]), fact["url"].toString());
            QCOMPARE(QString::fromStdString(model.licence), fact["licence"].toString());
        }
        QFile vocabulary(test::sharedFile("golden/vocab/rwkv_vocab_v20230424.txt"));
        QVERIFY(vocabulary.open(QIODevice::ReadOnly));
        const std::string bytes = vocabulary.readAll().toStdString();
        QCOMPARE(models->front().vocabulary.bytes, bytes.size());
        QCOMPARE(models->front().vocabulary.sha256, toHex(Sha256::of(std::as_bytes(std::span(bytes)))));
    }

    void aCatalogueWithABadEntryIsRefused_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::newRow("a path as a name") << "\"file\": \"rwkv7"
                                          << "\"file\": \"../rwkv7";
        QTest::newRow("a hidden name") << "\"file\": \"rwkv7"
                                       << "\"file\": \".rwkv7";
        QTest::newRow("plain http") << "https://huggingface.co/BlinkDL"
                                    << "http://huggingface.co/BlinkDL";
        QTest::newRow("a short hash") << "\"sha256\": \"e10d7b"
                                      << "\"sha256\": \"e10d7";
        QTest::newRow("no size") << "\"bytes\""
                                 << "\"Bytes\"";
        QTest::newRow("no such vocabulary") << "\"vocabulary\": \"world"
                                            << "\"vocabulary\": \"moon";
        QTest::newRow("a publisher that is a path") << "\"BlinkDL\""
                                                    << "\"..\"";
        QTest::newRow("no JSON") << "{"
                                 << "";
    }
    void aCatalogueWithABadEntryIsRefused() {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QString text =
            QString::fromUtf8(app::kCatalogText.data(), static_cast<int>(app::kCatalogText.size()));
        const auto at = text.indexOf(from);
        QVERIFY(at >= 0);
        text.replace(at, from.size(), to);
        const auto models = app::parseCatalog(text.toStdString());
        QVERIFY(!models.has_value());
        QVERIFY(models.error().kind == ErrorKind::Corrupt);
    }

    void nothingIsFetchedBeforeItIsAsked() {
        Desk desk;
        QTest::qWait(300);
        QVERIFY(desk.status() == Status::Absent);
        QVERIFY(desk.server.requests().empty());
    }

    void aModelArrivesWithItsVocabularyAndIsOpened() {
        Desk desk;
        desk.downloads->start("demo");
        QVERIFY(desk.status() == Status::Running);
        QTRY_VERIFY_WITH_TIMEOUT(desk.status() == Status::Here, kPatienceMs);
        QCOMPARE(desk.files(), kWholeModel);
        QCOMPARE(desk.server.requests().at(0).path, "/vocabulary.txt");
        QTRY_COMPARE_WITH_TIMEOUT(desk.opened.size(), 1, kPatienceMs);
        QCOMPARE(desk.opened[0], desk.folder.filePath("models/publisher/repository/demo.safetensors"));
        desk.begin(); // the program was started again
        QVERIFY(desk.status() == Status::Here);
    }

    void aPausedDownloadGoesOnAlsoAfterARestart() {
        Desk desk(1'000'000);
        desk.downloads->start("demo");
        QTRY_COMPARE_WITH_TIMEOUT(desk.done(), 1'000'000U, kPatienceMs);
        desk.downloads->pause("demo");
        QVERIFY(desk.status() == Status::Paused);
        desk.begin();
        QVERIFY(desk.status() == Status::Paused);
        QCOMPARE(desk.done(), 1'000'000U);
        desk.downloads->start("demo");
        QTRY_VERIFY_WITH_TIMEOUT(desk.status() == Status::Here, kPatienceMs);
        QCOMPARE(desk.server.requests().back().start(), 1'000'000U);
        QCOMPARE(desk.files(), kWholeModel);
    }

    void aCancelledDownloadLeavesNothing_data() {
        QTest::addColumn<bool>("pausedBefore");
        QTest::newRow("while it runs") << false;
        QTest::newRow("while it is paused") << true;
    }
    void aCancelledDownloadLeavesNothing() {
        QFETCH(bool, pausedBefore);
        Desk desk(1'000'000);
        desk.downloads->start("demo");
        QTRY_COMPARE_WITH_TIMEOUT(desk.done(), 1'000'000U, kPatienceMs);
        if (pausedBefore) {
            desk.downloads->pause("demo");
            desk.begin(); // the pause is over and done with
        }
        desk.downloads->cancel("demo");
        QVERIFY(desk.status() == Status::Absent);
        QTRY_COMPARE_WITH_TIMEOUT(desk.files(), QStringList{"vocabulary.txt"}, kPatienceMs);
    }

    void afterAFailureThePartIsKeptAndTheErrorTold() {
        Desk desk;
        QVERIFY(QDir(desk.folder.path()).mkpath("models/publisher/repository/demo.safetensors.part"));
        desk.downloads->start("demo");
        QTRY_VERIFY_WITH_TIMEOUT(desk.status() == Status::Failed, kPatienceMs);
        QVERIFY(desk.downloads->state("demo").error->kind == ErrorKind::Io);
        QVERIFY(QDir(desk.folder.path()).rmdir("models/publisher/repository/demo.safetensors.part"));
        desk.downloads->start("demo");
        QTRY_VERIFY_WITH_TIMEOUT(desk.status() == Status::Here, kPatienceMs);
    }
};

QTEST_GUILESS_MAIN(DownloadsTest)
#include "downloads_test.moc"

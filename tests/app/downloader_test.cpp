// The downloader against a server of this computer that cuts, lies and stalls.
#include "app/download/fetch.h"
#include "app/download/part_file.h"
#include "app/downloader.h"
#include "app/paths.h"
#include "tests/support/small_server.h"
#include "tests/support/test_paths.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <future>
#include <random>

using namespace aviary;
using namespace aviary::download;
using test::head;
using test::SeenRequest;
using test::SmallServer;
using test::Wire;

namespace {

constexpr int kPatienceMs = 60'000; // a busy machine with sanitizers

std::string randomBytes(std::size_t count, unsigned seed = 1) {
    std::mt19937 dice(seed);
    std::string out(count, '\0');
    for (char& c : out)
        c = static_cast<char>(dice());
    return out;
}

const std::string kBody = randomBytes(300'000);
const std::string kOtherBody = randomBytes(300'000, 2);

std::string hashOf(const std::string& bytes) {
    return toHex(Sha256::of(std::as_bytes(std::span(bytes))));
}

std::string contentLength(std::size_t bytes) {
    return "Content-Length: " + std::to_string(bytes);
}

/// What a sound server answers; the body ends after `most` bytes.
void answerWell(const SeenRequest& request, Wire& wire, std::size_t most = std::string::npos,
                const std::string& body = kBody, const std::string& etag = "\"one\"") {
    const bool same = request.header("if-range") == etag;
    const std::size_t start = same ? request.start() : 0;
    std::vector<std::string> headers{"ETag: " + etag, contentLength(body.size() - start)};
    if (start > 0)
        headers.push_back("Content-Range: bytes " + std::to_string(start) + "-" +
                          std::to_string(body.size() - 1) + "/" + std::to_string(body.size()));
    wire.send(head(start > 0 ? 206 : 200, headers) + body.substr(start, most));
}

/// One file to fetch into a temporary folder, and what became of it.
class Desk {
public:
    explicit Desk(SmallServer::Handler handler)
        : server(std::move(handler)) {
        spec = {.urls = {server.url()},
                .out = app::pathFromUtf8(folder.filePath("model.bin").toStdString()),
                .bytes = kBody.size(),
                .sha256 = hashOf(kBody)};
        options = {.stall = std::chrono::milliseconds(20'000), .allowHttpLoopback = true};
    }
    Result<Fetched> fetch(const FetchHooks& hooks = {}) { return download::fetch(spec, options, hooks); }
    /// Gives up once so many bytes are here.
    Result<Fetched> fetchUntil(std::uint64_t bytes) {
        std::uint64_t done = 0;
        return fetch({.onProgress = [&](const FetchProgress& p) { done = p.done; },
                      .wanted = [&] { return done < bytes; }});
    }
    std::string contents(const QString& name = "model.bin") const {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
    }
    QStringList files() const { return QDir(folder.path()).entryList(QDir::Files); }

    QTemporaryDir folder;
    SmallServer server;
    FileSpec spec;
    FetchOptions options;
};

#define VERIFY_WHOLE(desk, fetched)                                                                          \
    do {                                                                                                     \
        const Result<Fetched> got = fetched;                                                                 \
        QVERIFY2(got.has_value(), got ? "" : got.error().message.c_str());                                   \
        QVERIFY(got->complete);                                                                              \
        QCOMPARE(got->sha256, hashOf(kBody));                                                                \
        QVERIFY((desk).contents() == kBody);                                                                 \
        QCOMPARE((desk).files(), QStringList{"model.bin"});                                                  \
    } while (false)

#define VERIFY_FAILED(fetched, wantedKind, wantedCode)                                                       \
    do {                                                                                                     \
        const Result<Fetched> got = fetched;                                                                 \
        QVERIFY(!got.has_value());                                                                           \
        QCOMPARE(got.error().code, std::string(wantedCode));                                                 \
        QVERIFY(got.error().kind == (wantedKind));                                                           \
    } while (false)

} // namespace

class DownloaderTest : public QObject {
    Q_OBJECT
private slots:
    void theFileArrivesUnderItsName() {
        Desk desk([](const auto& request, Wire& wire) { answerWell(request, wire); });
        std::vector<FetchProgress::Step> steps;
        const auto fetched = desk.fetch({.onProgress = [&](const FetchProgress& p) {
            if (steps.empty() || steps.back() != p.step)
                steps.push_back(p.step);
        }});
        VERIFY_WHOLE(desk, fetched);
        QVERIFY(fetched->verified);
        using Step = FetchProgress::Step;
        QVERIFY((steps == std::vector{Step::Connecting, Step::Receiving, Step::Verifying}));
        const auto request = desk.server.requests().at(0);
        QCOMPARE(request.header("accept-encoding"), "identity");
        QCOMPARE(request.header("range"), "");
        QCOMPARE(request.header("authorization"), "");
    }

    void aFileThatIsThereIsNotFetchedAgain() {
        Desk desk([](const auto& request, Wire& wire) { answerWell(request, wire); });
        QVERIFY(desk.fetch().has_value());
        VERIFY_WHOLE(desk, desk.fetch());
        QCOMPARE(desk.server.requests().size(), 1U);
    }

    void withoutAHashItSaysSoAndTellsTheHashSeen() {
        Desk desk([](const auto& request, Wire& wire) { answerWell(request, wire); });
        desk.spec.sha256.clear();
        desk.spec.bytes.reset();
        const auto fetched = desk.fetch();
        VERIFY_WHOLE(desk, fetched);
        QVERIFY(!fetched->verified);
    }

    void resumesAfterTheServerHangsUp() {
        Desk desk([](const auto& request, Wire& wire) { answerWell(request, wire, 100'000); });
        VERIFY_WHOLE(desk, desk.fetch());
        const auto requests = desk.server.requests();
        QCOMPARE(requests.size(), 3U);
        QCOMPARE(requests[1].header("range"), "bytes=100000-");
        QCOMPARE(requests[1].header("if-range"), "\"one\"");
        QCOMPARE(requests[2].header("range"), "bytes=200000-");
    }

    void goesOnInALaterCall() {
        Desk desk([](const auto& request, Wire& wire) {
            answerWell(request, wire, request.number == 1 ? 150'000 : std::string::npos);
            if (request.number == 1)
                wire.hang();
        });
        const auto stopped = desk.fetchUntil(150'000);
        QVERIFY(stopped.has_value() && !stopped->complete);
        QCOMPARE(desk.files(), (QStringList{"model.bin.part", "model.bin.part.json"}));
        VERIFY_WHOLE(desk, desk.fetch());
        QCOMPARE(desk.server.requests().at(1).header("range"), "bytes=150000-");
    }

    void notesThatAreDamagedOrOfAnotherFileMeanFromZero_data() {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("no JSON") << QByteArray() << QByteArray("{");
        QTest::newRow("other hash") << QByteArray("sha256") << QByteArray(64, 'a');
        QTest::newRow("other size") << QByteArray("bytes") << QByteArray("7");
        QTest::newRow("more than there is") << QByteArray("verified") << QByteArray("250000");
        QTest::newRow("no validator") << QByteArray("etag") << QByteArray();
    }
    void notesThatAreDamagedOrOfAnotherFileMeanFromZero() {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        Desk desk([](const auto& request, Wire& wire) {
            answerWell(request, wire, request.number == 1 ? 150'000 : std::string::npos);
            if (request.number == 1)
                wire.hang();
        });
        QVERIFY(desk.fetchUntil(150'000).has_value());
        QFile notes(desk.folder.filePath("model.bin.part.json"));
        QVERIFY(notes.open(QIODevice::ReadWrite));
        auto json = QJsonDocument::fromJson(notes.readAll()).object();
        QVERIFY(key.isEmpty() || json.contains(key));
        bool isNumber = false;
        const qint64 number = value.toLongLong(&isNumber);
        json[key] = isNumber ? QJsonValue(number) : QJsonValue(QString::fromLatin1(value));
        notes.resize(0);
        notes.write(key.isEmpty() ? value : QJsonDocument(json).toJson());
        notes.close();
        VERIFY_WHOLE(desk, desk.fetch());
        QCOMPARE(desk.server.requests().at(1).header("range"), "");
    }

    void aServerWithoutRangesBeginsAgain() {
        Desk desk([](const auto& request, Wire& wire) {
            wire.send(head(200, {"ETag: \"one\"", contentLength(kBody.size())}) +
                      kBody.substr(0, request.number == 1 ? 100'000 : std::string::npos));
        });
        VERIFY_WHOLE(desk, desk.fetch());
        QCOMPARE(desk.server.requests().size(), 2U);
    }

    void aFileThatChangedMeanwhileIsNeverMixed() {
        Desk desk([](const auto& request, Wire& wire) {
            if (request.number == 1)
                answerWell(request, wire, 100'000, kOtherBody, "\"old\"");
            else
                answerWell(request, wire);
        });
        VERIFY_WHOLE(desk, desk.fetch());
    }

    void anAnswerThatDoesNotContinueTheFileIsNotAppended_data() {
        QTest::addColumn<QByteArray>("range");
        QTest::addColumn<QByteArray>("etag");
        QTest::newRow("another start") << QByteArray("bytes 99999-299999/300000") << QByteArray("\"one\"");
        QTest::newRow("another total") << QByteArray("bytes 100000-299999/300001") << QByteArray("\"one\"");
        QTest::newRow("no range") << QByteArray() << QByteArray("\"one\"");
        QTest::newRow("another ETag") << QByteArray("bytes 100000-299999/300000") << QByteArray("\"two\"");
        QTest::newRow("a weak ETag") << QByteArray("bytes 100000-299999/300000") << QByteArray("W/\"one\"");
    }
    void anAnswerThatDoesNotContinueTheFileIsNotAppended() {
        QFETCH(QByteArray, range);
        QFETCH(QByteArray, etag);
        Desk desk([=](const auto& request, Wire& wire) {
            if (request.start() == 0)
                return answerWell(request, wire, request.number == 1 ? 100'000 : std::string::npos);
            std::vector<std::string> headers{"ETag: " + etag.toStdString(), contentLength(200'000)};
            if (!range.isEmpty())
                headers.push_back("Content-Range: " + range.toStdString());
            wire.send(head(206, headers) + kOtherBody.substr(0, 200'000));
        });
        VERIFY_WHOLE(desk, desk.fetch());
        const auto requests = desk.server.requests();
        QCOMPARE(requests.size(), 3U);
        QCOMPARE(requests[2].header("range"), "");
    }

    void aWeakETagMeansFromZero() {
        Desk desk([](const auto& request, Wire& wire) {
            wire.send(head(200, {"ETag: W/\"one\"", contentLength(kBody.size())}) +
                      kBody.substr(0, request.number == 1 ? 100'000 : std::string::npos));
        });
        VERIFY_WHOLE(desk, desk.fetch());
        QCOMPARE(desk.server.requests().at(1).header("range"), "");
    }

    void aRangeRefusedMeansFromZero() {
        Desk desk([](const auto& request, Wire& wire) {
            if (request.start() > 0)
                wire.send(head(416, {contentLength(5), "Content-Range: bytes */300000"}) + "<html");
            else
                answerWell(request, wire, request.number == 1 ? 100'000 : std::string::npos);
        });
        VERIFY_WHOLE(desk, desk.fetch());
    }

    void anotherSizeIsRefusedAtTheHead() {
        Desk desk([](const auto&, Wire& wire) {
            wire.send(head(200, {"ETag: \"one\"", contentLength(5)}) + "hello");
        });
        VERIFY_FAILED(desk.fetch(), ErrorKind::Corrupt, "NET_CHANGED");
        QCOMPARE(desk.contents("model.bin.part"), "");
        QVERIFY(!desk.files().contains("model.bin"));
    }

    void aBodyWithoutEndIsCutAtTheExpectedSize() {
        std::atomic<bool> cut = false;
        Desk desk([&](const auto&, Wire& wire) {
            wire.send(head(200, {"ETag: \"one\"", "Transfer-Encoding: chunked"}));
            const std::string chunk = "10000\r\n" + randomBytes(65'536) + "\r\n";
            while (wire.send(chunk)) {
            }
            cut = true;
        });
        desk.spec.sha256.clear();
        VERIFY_FAILED(desk.fetch(), ErrorKind::Corrupt, "NET_CHANGED");
        QTRY_VERIFY_WITH_TIMEOUT(cut, kPatienceMs);
        QVERIFY(!desk.files().contains("model.bin"));
        QCOMPARE(desk.contents("model.bin.part"), "");
    }

    void aChunkedBodyOfUnknownSizeIsTaken() {
        Desk desk([&](const auto&, Wire& wire) {
            wire.send(head(200, {"Transfer-Encoding: chunked"}) + "493e0\r\n" + kBody + "\r\n0\r\n\r\n");
        });
        desk.spec.bytes.reset();
        VERIFY_WHOLE(desk, desk.fetch());
    }

    void aWrongHashIsTriedOnceMoreAndThenShown() {
        Desk desk([](const auto& request, Wire& wire) {
            answerWell(request, wire, std::string::npos, kOtherBody);
        });
        const auto fetched = desk.fetch();
        VERIFY_FAILED(fetched, ErrorKind::Corrupt, "HASH_MISMATCH");
        QVERIFY(fetched.error().message.find(hashOf(kBody)) != std::string::npos);
        QVERIFY(fetched.error().message.find(hashOf(kOtherBody)) != std::string::npos);
        QCOMPARE(desk.server.requests().size(), 2U);
        QCOMPARE(desk.files(), QStringList());
    }

    void aWrongHashIsCuredByTheSecondTry() {
        Desk desk([](const auto& request, Wire& wire) {
            answerWell(request, wire, std::string::npos, request.number == 1 ? kOtherBody : kBody);
        });
        VERIFY_WHOLE(desk, desk.fetch());
    }

    void waitsAsLongAsABusyServerAsks() {
        Desk desk([](const auto& request, Wire& wire) {
            if (request.number == 1)
                wire.send(head(503, {contentLength(0), "Retry-After: 2"}));
            else
                answerWell(request, wire);
        });
        QElapsedTimer clock;
        clock.start();
        VERIFY_WHOLE(desk, desk.fetch());
        QVERIFY(clock.elapsed() >= 2000);
    }

    void tellsWhenAServerAsksForHours() {
        Desk desk([](const auto&, Wire& wire) {
            wire.send(head(429, {contentLength(0), "Retry-After: 7200"}));
        });
        const auto fetched = desk.fetch();
        VERIFY_FAILED(fetched, ErrorKind::Network, "NET_LIMIT");
        QVERIFY(fetched.error().message.find("121 minutes") != std::string::npos);
    }

    void redirectsToAnotherPortLoseTheToken() {
        SmallServer store([](const auto& request, Wire& wire) { answerWell(request, wire); });
        Desk desk([&](const auto& request, Wire& wire) {
            const std::string to = request.path == "/file" ? "/second" : store.url("/blob?signed=1");
            wire.send(head(302, {"Location: " + to, "Set-Cookie: a=b; Path=/", contentLength(0)}));
        });
        desk.spec.token = "secret";
        VERIFY_WHOLE(desk, desk.fetch());
        QCOMPARE(desk.server.requests().at(0).header("authorization"), "Bearer secret");
        QCOMPARE(desk.server.requests().at(1).header("authorization"), "Bearer secret");
        QCOMPARE(desk.server.requests().at(1).header("cookie"), "");
        QCOMPARE(store.requests().at(0).path, "/blob?signed=1");
        QCOMPARE(store.requests().at(0).header("authorization"), "");
        QCOMPARE(store.requests().at(0).header("cookie"), "");
    }

    void redirectsElsewhereAreRefused_data() {
        QTest::addColumn<QByteArray>("location");
        QTest::newRow("a file") << QByteArray("file:///etc/hostname");
        QTest::newRow("data") << QByteArray("data:text/plain,hello");
        QTest::newRow("plain http") << QByteArray("http://example.org/model.bin");
        QTest::newRow("itself, for ever") << QByteArray("/file");
    }
    void redirectsElsewhereAreRefused() {
        QFETCH(QByteArray, location);
        Desk desk([=](const auto&, Wire& wire) {
            wire.send(head(302, {"Location: " + location.toStdString(), contentLength(0)}));
        });
        VERIFY_FAILED(desk.fetch(), ErrorKind::Network, "NET_REFUSED");
        QCOMPARE(desk.server.requests().size(), location == "/file" ? 11U : 1U);
        QVERIFY(!desk.files().contains("model.bin"));
    }

    void anExpiredLinkIsAskedForAgainOnce() {
        SmallServer store([](const auto& request, Wire& wire) {
            if (request.path == "/old")
                wire.send(head(403, {contentLength(7)}) + "expired");
            else
                answerWell(request, wire);
        });
        Desk desk([&](const auto& request, Wire& wire) {
            wire.send(head(
                302, {"Location: " + store.url(request.number == 1 ? "/old" : "/new"), contentLength(0)}));
        });
        VERIFY_WHOLE(desk, desk.fetch());
        QCOMPARE(desk.server.requests().size(), 2U);
    }

    void otherEncodingsAreRefused() {
        Desk desk([](const auto&, Wire& wire) {
            wire.send(head(200, {"Content-Encoding: gzip", contentLength(kBody.size())}) + kBody);
        });
        VERIFY_FAILED(desk.fetch(), ErrorKind::Network, "NET_REFUSED");
        QCOMPARE(desk.contents("model.bin.part"), "");
    }

    void aStalledServerIsAskedAnew_data() {
        QTest::addColumn<bool>("inTheHead");
        QTest::newRow("in the head") << true;
        QTest::newRow("in the body") << false;
    }
    void aStalledServerIsAskedAnew() {
        QFETCH(bool, inTheHead);
        Desk desk([=](const auto& request, Wire& wire) {
            if (request.number > 1)
                return answerWell(request, wire);
            if (!inTheHead)
                answerWell(request, wire, 100'000);
            else // drips for ever: the whole head has one deadline
                while (wire.send("HTTP/1.1 200 OK\r\nX: y\r\n"))
                    QThread::msleep(100);
            wire.hang();
        });
        desk.options.stall = std::chrono::milliseconds(1'000);
        VERIFY_WHOLE(desk, desk.fetch());
        QCOMPARE(desk.server.requests().at(1).start(), inTheHead ? 0U : 100'000U);
    }

    void slowBytesAreNoStall() {
        Desk desk([](const auto&, Wire& wire) {
            wire.send(head(200, {"ETag: \"one\"", contentLength(kBody.size())}));
            for (std::size_t at = 0; at < kBody.size(); at += 30'000) {
                QThread::msleep(200);
                wire.send(kBody.substr(at, 30'000));
            }
        });
        desk.options.stall = std::chrono::milliseconds(1'500);
        VERIFY_WHOLE(desk, desk.fetch());
        QCOMPARE(desk.server.requests().size(), 1U);
    }

    void theBodyOfAnErrorIsNeverAppended() {
        Desk desk([](const auto& request, Wire& wire) {
            if (request.number == 1)
                answerWell(request, wire, 100'000);
            else
                wire.send(head(404, {contentLength(13)}) + "<html>gone...");
        });
        VERIFY_FAILED(desk.fetch(), ErrorKind::Network, "NET_REFUSED");
        QVERIFY(desk.contents("model.bin.part") == kBody.substr(0, 100'000));
        QCOMPARE(desk.files(), (QStringList{"model.bin.part", "model.bin.part.json"}));
    }

    void earlyHintsAreNoAnswer() {
        Desk desk([](const auto& request, Wire& wire) {
            wire.send("HTTP/1.1 103 Early Hints\r\nContent-Length: 3\r\nETag: \"no\"\r\n\r\n");
            answerWell(request, wire, request.number == 1 ? 100'000 : std::string::npos);
        });
        VERIFY_WHOLE(desk, desk.fetch());
        QCOMPARE(desk.server.requests().at(1).header("if-range"), "\"one\"");
    }

    void impossibleLengthsAreNotBelieved_data() {
        QTest::addColumn<QByteArray>("length");
        QTest::newRow("negative") << QByteArray("-5");
        QTest::newRow("beyond 64 bits") << QByteArray("99999999999999999999");
        QTest::newRow("no number") << QByteArray("lots");
        QTest::newRow("two that differ") << QByteArray("5\r\nContent-Length: 300000");
        QTest::newRow("nothing") << QByteArray("0");
    }
    void impossibleLengthsAreNotBelieved() {
        QFETCH(QByteArray, length);
        Desk desk([=](const auto& request, Wire& wire) {
            if (request.number == 1)
                wire.send(head(200, {"ETag: \"one\"", "Content-Length: " + length.toStdString()}) + "hello");
            else
                answerWell(request, wire);
        });
        desk.spec.bytes.reset();
        if (length == "0") {
            VERIFY_FAILED(desk.fetch(), ErrorKind::Network, "NET_REFUSED");
            QVERIFY(!desk.files().contains("model.bin"));
        } else {
            VERIFY_WHOLE(desk, desk.fetch());
        }
    }

    void aFileThatDoesNotFitIsNotBegun() {
        Desk desk([](const auto&, Wire& wire) {
            wire.send(head(200, {"ETag: \"one\"", contentLength(std::size_t(1) << 60)}) + kBody);
        });
        desk.spec.bytes.reset();
        const auto fetched = desk.fetch();
        VERIFY_FAILED(fetched, ErrorKind::Io, "DISK_FULL");
        QVERIFY(fetched.error().message.find("MiB more are needed") != std::string::npos);
        QCOMPARE(desk.contents("model.bin.part"), "");
    }

    void aPartThatIsALinkIsNotWrittenTo() {
        Desk desk([](const auto& request, Wire& wire) { answerWell(request, wire); });
        const QString victim = desk.folder.filePath("victim");
        QFile file(victim);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("precious") == 8);
        file.close();
        QVERIFY(QFile::link(victim, desk.folder.filePath("model.bin.part")));
        VERIFY_FAILED(desk.fetch(), ErrorKind::Io, "DISK_ERROR");
        QCOMPARE(desk.contents("victim"), "precious");
    }

    void onlyOneProgramWritesAPart() {
        Desk desk([](const auto& request, Wire& wire) { answerWell(request, wire); });
        const auto other = PartFile::open(desk.spec.out, {.url = desk.spec.urls[0]});
        QVERIFY(other.has_value());
        VERIFY_FAILED(desk.fetch(), ErrorKind::Busy, "");
    }

    void anotherSourceIsAskedWhenOneRefuses() {
        SmallServer mirror([](const auto& request, Wire& wire) { answerWell(request, wire); });
        Desk desk([](const auto&, Wire& wire) { wire.send(head(404, {contentLength(0)})); });
        desk.spec.urls.push_back(mirror.url());
        VERIFY_WHOLE(desk, desk.fetch());
    }

    void aServerThatIsNotThereIsTold() {
        Desk desk([](const auto&, Wire&) {});
        {
            const SmallServer gone([](const auto&, Wire&) {});
            desk.spec.urls = {gone.url()};
        }
        VERIFY_FAILED(desk.fetch(), ErrorKind::Network, "NET_OFFLINE");
    }

    void downloadsRunOneAfterAnotherAndCanBeStopped() {
        SmallServer server([](const auto& request, Wire& wire) {
            answerWell(request, wire, request.path == "/slow" ? 100'000 : std::string::npos);
            if (request.path == "/slow")
                wire.hang();
        });
        const QTemporaryDir folder;
        const auto spec = [&](const char* path) {
            return FileSpec{.urls = {server.url(path)},
                            .out = app::pathFromUtf8(folder.path().toStdString() + path),
                            .bytes = kBody.size(),
                            .sha256 = hashOf(kBody)};
        };
        Downloader downloader({.allowHttpLoopback = true});
        std::promise<void> begun;
        std::atomic<bool> told = false;
        std::promise<Result<Fetched>> slow, quick;
        const auto into = [](std::promise<Result<Fetched>>& promise) {
            return [&promise](const DownloadEvent& event) {
                if (const auto* fetched = std::get_if<Fetched>(&event))
                    promise.set_value(*fetched);
                else if (const auto* error = std::get_if<Error>(&event))
                    promise.set_value(Failure(*error));
            };
        };
        const DownloadId first = downloader.add(spec("/slow"), [&](const DownloadEvent& event) {
            const auto* progress = std::get_if<FetchProgress>(&event);
            if (progress != nullptr && progress->done > 0 && !told.exchange(true))
                begun.set_value();
            into(slow)(event);
        });
        downloader.add(spec("/quick"), into(quick));
        begun.get_future().wait();
        QCOMPARE(server.requests().size(), 1U);
        downloader.stop(first);
        const auto stopped = slow.get_future().get();
        QVERIFY(stopped.has_value() && !stopped->complete);
        const auto fetched = quick.get_future().get();
        QVERIFY(fetched.has_value() && fetched->complete);
        QVERIFY(QFile::exists(folder.filePath("slow.part.json")) && QFile::exists(folder.filePath("quick")));
    }

    void endingTheProgramStopsTheDownload() {
        Desk desk([](const auto& request, Wire& wire) {
            answerWell(request, wire, 100'000);
            wire.hang();
        });
        std::promise<void> begun;
        std::atomic<bool> told = false;
        {
            Downloader downloader(desk.options);
            downloader.add(desk.spec, [&](const DownloadEvent& event) {
                const auto* progress = std::get_if<FetchProgress>(&event);
                if (progress != nullptr && progress->done == 100'000 && !told.exchange(true))
                    begun.set_value();
            });
            begun.get_future().wait();
        }
        QVERIFY(desk.contents("model.bin.part") == kBody.substr(0, 100'000));
    }

    void afterAKillAtMostFourMebibytesAreFetchedAgain() {
        constexpr std::size_t kSent = 9u << 20;
        const std::string body = randomBytes(12u << 20);
        Desk desk([&](const auto& request, Wire& wire) {
            answerWell(request, wire, request.number == 1 ? kSent : std::string::npos, body);
            if (request.number == 1)
                wire.hang();
        });
        const QString out = desk.folder.filePath("model.bin");
        const QStringList arguments{"fetch",
                                    QString::fromStdString(desk.server.url()),
                                    "--out",
                                    out,
                                    "--sha256",
                                    QString::fromStdString(hashOf(body)),
                                    "--allow-http-loopback"};
        QProcess process;
        process.start(QStringLiteral(AVIARY_CLI), arguments);
        QTRY_COMPARE_WITH_TIMEOUT(QFileInfo(out + ".part").size(), qint64(kSent), kPatienceMs);
        process.kill();
        QVERIFY(process.waitForFinished());
        QProcess again;
        again.start(QStringLiteral(AVIARY_CLI), arguments);
        QVERIFY(again.waitForFinished(kPatienceMs));
        QCOMPARE(again.exitCode(), 0);
        QVERIFY(desk.contents() == body);
        QVERIFY(desk.server.requests().at(1).start() >= kSent - (4u << 20));
    }

    void theCommandLineHasItsExitCodes_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("rightHash");
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        const QStringList local{"--allow-http-loopback"};
        QTest::newRow("done") << 200 << true << local << 0 << "";
        QTest::newRow("not there") << 404 << true << local << 8 << " · what arrived is kept · ";
        QTest::newRow("wrong hash") << 200 << false << local << 4 << " · nothing was kept · ";
        QTest::newRow("wrong size") << 200 << true << local + QStringList{"--size", "7"} << 4
                                    << "300000 bytes";
        QTest::newRow("plain http") << 200 << true << QStringList() << 2 << "only https";
        QTest::newRow("no folder") << 200 << true << local + QStringList{"--json"} << 6 << "cannot open";
    }
    void theCommandLineHasItsExitCodes() {
        QFETCH(int, status);
        QFETCH(bool, rightHash);
        QFETCH(QStringList, more);
        QFETCH(QString, says);
        Desk desk([=](const auto& request, Wire& wire) {
            if (status == 200)
                answerWell(request, wire);
            else
                wire.send(head(status, {contentLength(0)}));
        });
        const bool noFolder = more.contains("--json");
        QProcess process;
        process.start(QStringLiteral(AVIARY_CLI),
                      QStringList{"fetch", QString::fromStdString(desk.server.url()), "--out",
                                  desk.folder.filePath(noFolder ? "none/model.bin" : "model.bin"), "--sha256",
                                  rightHash ? QString::fromStdString(hashOf(kBody)) : QString(64, 'a')} +
                          more);
        QVERIFY(process.waitForFinished(kPatienceMs));
        QTEST(process.exitCode(), "code");
        const QByteArray last = process.readAllStandardError().trimmed().split('\n').last();
        QVERIFY2(last.startsWith("aviary-cli: ") && QString::fromUtf8(last).contains(says), last);
        QCOMPARE(desk.files().contains("model.bin"), process.exitCode() == 0);
        if (process.exitCode() == 0)
            QCOMPARE(process.readAllStandardOutput().left(64).toStdString(), hashOf(kBody));
        if (noFolder)
            QCOMPARE(QJsonDocument::fromJson(process.readAllStandardOutput())["error"]["class"].toString(),
                     "DISK_ERROR");
    }

    void theSharedHostileServerIsSurvived_data() {
        QTest::addColumn<bool>("arrives");
        for (const char* kind : {"ok", "drop", "ignore-range", "changed", "range-416", "busy", "stall"})
            QTest::newRow(kind) << true;
        QTest::newRow("bad-sha") << false;
    }
    void theSharedHostileServerIsSurvived() {
        AVIARY_NEEDS_SHARED();
        QFETCH(bool, arrives);
        QProcess server;
        server.start("python3", {test::sharedFile("tools/hostile_httpd_small.py")});
        QVERIFY(server.waitForReadyRead(kPatienceMs));
        const std::string root = server.readLine().trimmed().toStdString();
        const QTemporaryDir folder;
        const auto get = [&](const std::string& path, const std::string& hash) {
            return fetch({.urls = {root + path},
                          .out = app::pathFromUtf8(folder.filePath("out").toStdString()),
                          .sha256 = hash},
                         {.stall = std::chrono::seconds(2), .allowHttpLoopback = true}, {});
        };
        QVERIFY(get("/sha256", "").has_value());
        QFile out(folder.filePath("out"));
        QVERIFY(out.open(QIODevice::ReadOnly));
        const std::string hash = out.readAll().toStdString();
        const auto fetched = get("/" + std::string(QTest::currentDataTag()) + "/file?s=1", hash);
        QCOMPARE(fetched.has_value(), arrives);
        if (fetched)
            QVERIFY(fetched->verified && fetched->bytes == 1u << 20);
        server.kill();
        server.waitForFinished();
    }
};

QTEST_GUILESS_MAIN(DownloaderTest)
#include "downloader_test.moc"

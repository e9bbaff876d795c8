// What a download may do with an answer, without any network.
#include "app/download/transfer_rules.h"

#include <QTest>

using namespace aviary;
using namespace aviary::download;

class TransferRulesTest : public QObject {
    Q_OBJECT
private slots:
    void onlySafeAddressesAreFetched_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<bool>("loopbackAllowed");
        QTest::addColumn<bool>("fetched");
        QTest::newRow("https") << "https://example.org/a" << false << true;
        QTest::newRow("http") << "http://example.org/a" << true << false;
        QTest::newRow("this computer, not allowed") << "http://127.0.0.1:1/a" << false << false;
        QTest::newRow("this computer") << "http://127.0.0.1:1/a" << true << true;
        QTest::newRow("this computer by name") << "http://localhost/a" << true << true;
        QTest::newRow("this computer, version 6") << "http://[::1]:80/a" << true << true;
        QTest::newRow("looks like this computer") << "http://127.0.0.1.example.org/" << true << false;
        QTest::newRow("any address") << "http://0.0.0.0/" << true << false;
        QTest::newRow("file") << "file:///etc/passwd" << true << false;
        QTest::newRow("data") << "data:text/plain,hello" << true << false;
        QTest::newRow("ftp") << "ftp://example.org/a" << true << false;
        QTest::newRow("name and password") << "https://me:secret@example.org/a" << false << false;
        QTest::newRow("no scheme") << "example.org/a" << false << false;
        QTest::newRow("nothing") << "" << false << false;
    }
    void onlySafeAddressesAreFetched() {
        QFETCH(QString, url);
        QFETCH(bool, loopbackAllowed);
        const auto address = parseAddress(url.toStdString(), loopbackAllowed);
        QTEST(address.has_value(), "fetched");
        if (!address) {
            QCOMPARE(address.error().code, "NET_REFUSED");
            QVERIFY(address.error().message.find("secret") == std::string::npos);
        }
    }

    void redirectsStayOnSafeAddresses_data() {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("location");
        QTest::addColumn<QString>("to");
        const QString secure = "https://example.org/a/b", local = "http://127.0.0.1:81/a/b";
        QTest::newRow("relative") << secure << "c?d=1"
                                  << "https://example.org/a/c?d=1";
        QTest::newRow("absolute path") << secure << "/c"
                                       << "https://example.org/c";
        QTest::newRow("other host") << secure << "https://cdn.example.net/c"
                                    << "https://cdn.example.net/c";
        QTest::newRow("no scheme") << secure << "//cdn.example.net/c"
                                   << "https://cdn.example.net/c";
        QTest::newRow("down to http") << secure << "http://example.org/c"
                                      << "";
        QTest::newRow("from https to this computer") << secure << "http://127.0.0.1/c"
                                                     << "";
        QTest::newRow("within this computer") << local << "http://127.0.0.1:82/c"
                                              << "http://127.0.0.1:82/c";
        QTest::newRow("out of this computer") << local << "http://example.org/c"
                                              << "";
        QTest::newRow("file") << local << "file:///etc/passwd"
                              << "";
        QTest::newRow("data") << secure << "data:text/plain,x"
                              << "";
        QTest::newRow("none") << secure << ""
                              << "";
    }
    void redirectsStayOnSafeAddresses() {
        QFETCH(QString, from);
        QFETCH(QString, location);
        const auto address = parseAddress(from.toStdString(), true);
        QVERIFY(address.has_value());
        const auto next = followRedirect(*address, location.toStdString(), true);
        QTEST(next ? QString::fromStdString(next->url) : QString(), "to");
    }

    void originsDifferBySchemeHostAndPort() {
        const auto origin = [](const char* url) { return parseAddress(url, true)->origin; };
        QCOMPARE(origin("https://Example.org/a"), origin("https://example.org:443/b?c"));
        QVERIFY(origin("https://example.org/") != origin("https://example.org:444/"));
        QVERIFY(origin("https://example.org/") != origin("https://www.example.org/"));
        QVERIFY(origin("https://localhost:80/") != origin("http://localhost:80/"));
    }

    void contentRangesAreReadStrictly_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("sound");
        QTest::newRow("sound") << "bytes 5-9/10" << true;
        QTest::newRow("capital unit") << "Bytes 5-9/10" << true;
        QTest::newRow("unknown total") << "bytes 5-9/*" << false;
        QTest::newRow("nothing satisfied") << "bytes */10" << false;
        QTest::newRow("backwards") << "bytes 9-5/10" << false;
        QTest::newRow("beyond the total") << "bytes 5-10/10" << false;
        QTest::newRow("negative") << "bytes -5-9/10" << false;
        QTest::newRow("too large") << "bytes 5-9/99999999999999999999" << false;
        QTest::newRow("two ranges") << "bytes 5-6,8-9/10" << false;
        QTest::newRow("other unit") << "lines 5-9/10" << false;
        QTest::newRow("nothing") << "" << false;
    }
    void contentRangesAreReadStrictly() {
        QFETCH(QString, text);
        QFETCH(bool, sound);
        const auto range = parseContentRange(text.toStdString());
        QCOMPARE(range.has_value(), sound);
        if (sound)
            QVERIFY((*range == ContentRange{5, 9, 10}));
    }

    void onlyStrongValidatorsAllowResuming() {
        QCOMPARE(validatorOf({200, {{"etag", "\"a\""}, {"last-modified", "x"}}}).text(), "\"a\"");
        QVERIFY(validatorOf({200, {{"etag", "W/\"a\""}, {"last-modified", "x"}}}).empty());
        QVERIFY(validatorOf({200, {{"etag", "\"a\", \"b\""}}}).empty());
        QCOMPARE(validatorOf({200, {{"last-modified", "x"}}}).text(), "x");
        QVERIFY(validatorOf({200, {}}).empty());
    }

    void appendsOnlyWhenEverythingFits_data() {
        QTest::addColumn<QString>("range");
        QTest::addColumn<QString>("etag");
        QTest::addColumn<bool>("appends");
        QTest::newRow("fits") << "bytes 5-9/10"
                              << "\"a\"" << true;
        QTest::newRow("starts elsewhere") << "bytes 4-9/10"
                                          << "\"a\"" << false;
        QTest::newRow("other total") << "bytes 5-10/11"
                                     << "\"a\"" << false;
        QTest::newRow("no range") << ""
                                  << "\"a\"" << false;
        QTest::newRow("changed") << "bytes 5-9/10"
                                 << "\"b\"" << false;
        QTest::newRow("weak now") << "bytes 5-9/10"
                                  << "W/\"a\"" << false;
        QTest::newRow("no ETag any more") << "bytes 5-9/10"
                                          << "" << false;
    }
    void appendsOnlyWhenEverythingFits() {
        QFETCH(QString, range);
        QFETCH(QString, etag);
        const ReplyHead head{206, {{"content-range", range.toStdString()}, {"etag", etag.toStdString()}}};
        const Expectation expected{.have = 5, .bytes = 10, .validator = {.etag = "\"a\""}};
        QFETCH(bool, appends);
        QVERIFY(assess(head, expected).verdict == (appends ? Verdict::Append : Verdict::AskFromZero));
        QVERIFY(assess(head, {.bytes = 10}).verdict == Verdict::AskFromZero); // no range was asked for
    }

    void hostsThatAnnounceAnotherFileAreBelieved() {
        const std::string ours(64, 'a'), theirs(64, 'b');
        const Expectation expected{.bytes = 10, .sha256 = ours};
        QVERIFY(!announcesAnotherFile({302, {{"x-linked-size", "10"}, {"x-linked-etag", '"' + ours + '"'}}},
                                      expected));
        QVERIFY(!announcesAnotherFile({302, {}}, expected));
        QCOMPARE(announcesAnotherFile({302, {{"x-linked-size", "11"}}}, expected)->code, "NET_CHANGED");
        const auto error = announcesAnotherFile({302, {{"x-linked-etag", '"' + theirs + '"'}}}, expected);
        QVERIFY(error && error->message.find(theirs) != std::string::npos &&
                error->message.find(ours) != std::string::npos);
    }

    void backsOffFromOneToSixtySeconds() {
        const double waits[] = {1, 2, 4, 8, 16, 32, 60, 60};
        for (int i = 0; i < 8; ++i) {
            QCOMPARE(backOff(i + 1, 0).count(), waits[i]);
            QVERIFY(backOff(i + 1, 0.999).count() >= waits[i] / 2);
        }
    }

    void retryAfterIsSecondsOrADate() {
        const auto now = std::chrono::system_clock::from_time_t(784111777); // Sun, 06 Nov 1994 08:49:37 GMT
        QCOMPARE(parseRetryAfter("120", now)->count(), 120.0);
        QCOMPARE(parseRetryAfter("Sun, 06 Nov 1994 08:50:37 GMT", now)->count(), 60.0);
        QCOMPARE(parseRetryAfter("Sun, 06 Nov 1994 08:40:00 GMT", now)->count(), 0.0);
        QVERIFY(!parseRetryAfter("soon", now));
        QVERIFY(!parseRetryAfter("", now));
        QVERIFY(!parseRetryAfter("-1", now));
    }
};

QTEST_APPLESS_MAIN(TransferRulesTest)
#include "transfer_rules_test.moc"

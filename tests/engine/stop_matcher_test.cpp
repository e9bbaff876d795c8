// Texts that end a reply, found however the bytes are cut.
#include "engine/stop_matcher.h"

#include <QTest>

#include <string>
#include <vector>

using aviary::engine::StopMatcher;

namespace {

std::vector<std::string> strings(const QStringList& list) {
    std::vector<std::string> out;
    for (const QString& text : list)
        out.push_back(text.toStdString());
    return out;
}

} // namespace

class StopMatcherTest : public QObject {
    Q_OBJECT
private slots:
    void showsWhatComesBeforeTheStopTextHoweverItIsCut_data();
    void showsWhatComesBeforeTheStopTextHoweverItIsCut();
    void holdsBackOnlyWhatMayBecomeAStopText();
    void letsNothingThroughAfterAMatch();
    void ofEqualBeginningsTheLongestCompleteOneWins();
    void emptyStopTextsDoNotCount();
};

void StopMatcherTest::showsWhatComesBeforeTheStopTextHoweverItIsCut_data() {
    QTest::addColumn<QStringList>("stops");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("matched");
    const QStringList turns{"\n\nUser:", "\n\nSystem:", "\n\nAssistant:"};
    QTest::newRow("none") << turns << "Hello\n\nWorld"
                          << "Hello\n\nWorld"
                          << "";
    QTest::newRow("turn") << turns << "Hello\n\nUser: hi"
                          << "Hello"
                          << "\n\nUser:";
    QTest::newRow("three line ends") << turns << "Hello\n\n\nUser: hi"
                                     << "Hello\n"
                                     << "\n\nUser:";
    QTest::newRow("begun twice") << turns << "a\n\nUse\n\nSystem:b"
                                 << "a\n\nUse"
                                 << "\n\nSystem:";
    QTest::newRow("overlaps itself") << QStringList{"aab"} << "aaaab"
                                     << "aa"
                                     << "aab";
    QTest::newRow("first to begin") << QStringList{"cd", "bcx"} << "abcd"
                                    << "ab"
                                    << "cd";
    QTest::newRow("longer one begins first") << QStringList{"bc", "abcd"} << "xabcd"
                                             << "x"
                                             << "abcd";
    QTest::newRow("at once") << QStringList{"a"} << "abc"
                             << ""
                             << "a";
    QTest::newRow("multi-byte") << QStringList{"✿"} << "Bot✿A"
                                << "Bot"
                                << "✿";
    QTest::newRow("unfinished at the end") << turns << "a\n\nUse"
                                           << "a"
                                           << "";
}

void StopMatcherTest::showsWhatComesBeforeTheStopTextHoweverItIsCut() {
    QFETCH(QStringList, stops);
    QFETCH(QString, text);
    QFETCH(QString, shown);
    QFETCH(QString, matched);
    const std::string bytes = text.toStdString();
    for (std::size_t first = 0; first <= bytes.size(); ++first) {
        for (std::size_t second = first; second <= bytes.size(); ++second) {
            StopMatcher matcher(strings(stops));
            std::string out = matcher.add(bytes.substr(0, first));
            out += matcher.add(bytes.substr(first, second - first));
            out += matcher.add(bytes.substr(second));
            QCOMPARE(QString::fromStdString(out), shown);
            QCOMPARE(QString::fromStdString(matcher.matched().value_or("")), matched);
            if (matched.isEmpty())
                QCOMPARE(out + std::string(matcher.held()), bytes);
        }
    }
}

void StopMatcherTest::holdsBackOnlyWhatMayBecomeAStopText() {
    StopMatcher matcher({"\n\nUser:"});
    QCOMPARE(matcher.add("Hi\n"), std::string("Hi"));
    QCOMPARE(matcher.held(), std::string_view("\n"));
    QCOMPARE(matcher.add("\nUs"), std::string());
    QCOMPARE(matcher.held(), std::string_view("\n\nUs"));
    QCOMPARE(matcher.add("ual"), std::string("\n\nUsual"));
    QVERIFY(matcher.held().empty());
}

void StopMatcherTest::letsNothingThroughAfterAMatch() {
    StopMatcher matcher({"END"});
    QCOMPARE(matcher.add("one END two"), std::string("one "));
    QCOMPARE(matcher.add("three"), std::string());
    QCOMPARE(matcher.matched(), std::optional<std::string>("END"));
    QVERIFY(matcher.held().empty());
}

void StopMatcherTest::ofEqualBeginningsTheLongestCompleteOneWins() {
    StopMatcher matcher({"\n\n", "\n\nUser:"});
    QCOMPARE(matcher.add("a\n\nUser:"), std::string("a"));
    QCOMPARE(matcher.matched(), std::optional<std::string>("\n\nUser:"));
}

void StopMatcherTest::emptyStopTextsDoNotCount() {
    StopMatcher matcher({"", "z"});
    QCOMPARE(matcher.add("abc"), std::string("abc"));
    QVERIFY(!matcher.matched());
}

QTEST_APPLESS_MAIN(StopMatcherTest)
#include "stop_matcher_test.moc"

// Bytes in pieces become whole characters.
#include "engine/utf8.h"

#include <QTest>

#include <string>

using aviary::engine::appendUtf8;
using aviary::engine::Utf8Joiner;

class Utf8Test : public QObject {
    Q_OBJECT
private slots:
    void everySplitGivesTheSameText_data();
    void everySplitGivesTheSameText();
    void holdsBackNoMoreThanOneUnfinishedCharacter();
    void codePointsBecomeTheBytesThatDecodeToThem();
    void surrogatesAndLargerNumbersAreNoCodePoints();
};

void Utf8Test::everySplitGivesTheSameText_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    const auto same = [](const char* name, const char* text) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(text);
    };
    same("nothing", "");
    same("ascii", "Hello, world");
    same("two, three and four bytes", "é你🙂");
    same("family joined by zero-width joiners", "👨‍👩‍👧");
    same("first and last of each length",
         "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
    same("around the surrogates", "\xED\x9F\xBF\xEE\x80\x80");

#define R "\xEF\xBF\xBD"
    const auto row = [](const char* name, const QByteArray& bytes, const char* text) {
        QTest::newRow(name) << bytes << QByteArray(text);
    };
    row("lone continuation", "a\x80z", "a" R "z");
    row("bytes that never occur", "\xC0\xC1\xF5\xFF", R R R R);
    row("overlong slash", "\xC0\xAF", R R);
    row("overlong in three bytes", "\xE0\x80\xAF", R R R);
    row("overlong in four bytes", "\xF0\x80\x80\xAF", R R R R);
    row("surrogate", "\xED\xA0\x80", R R R);
    row("beyond U+10FFFF", "\xF4\x90\x80\x80", R R R R);
    row("maximal subpart of three bytes",
        "\xE4\xBD"
        "z",
        R "z");
    row("maximal subpart of four bytes",
        "\xF0\x9F\x99"
        "z",
        R "z");
    row("cut at the end", "a\xF0\x9F\x99", "a" R);
    row("one byte at the end", "\xE4", R);
    row("second head inside the first", "\xE4\xBD\xE4\xBD\xA0", R "你");
    // Unicode 15, section 3.9, table 3-8.
    row("the standard's own example", "\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64",
        "a" R R R "b" R "c" R R "d");
    row("a zero byte", QByteArray("a\0b", 3), "a");
#undef R
}

void Utf8Test::everySplitGivesTheSameText() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    if (bytes.contains('\0'))
        text = bytes;
    const std::string all = bytes.toStdString();
    for (std::size_t first = 0; first <= all.size(); ++first) {
        for (std::size_t second = first; second <= all.size(); ++second) {
            Utf8Joiner joiner;
            std::string out = joiner.add(all.substr(0, first));
            out += joiner.add(all.substr(first, second - first));
            out += joiner.add(all.substr(second));
            out += joiner.flush();
            QCOMPARE(QByteArray::fromStdString(out), text);
            QVERIFY(joiner.pending().empty());
        }
    }
    Utf8Joiner joiner;
    std::string out;
    for (const char byte : all) {
        out += joiner.add({&byte, 1});
        QVERIFY(joiner.pending().size() <= 3);
    }
    QCOMPARE(QByteArray::fromStdString(out + joiner.flush()), text);
}

void Utf8Test::holdsBackNoMoreThanOneUnfinishedCharacter() {
    Utf8Joiner joiner;
    QCOMPARE(joiner.add("ab\xF0\x9F"), std::string("ab"));
    QCOMPARE(joiner.pending(), std::string_view("\xF0\x9F"));
    QCOMPARE(joiner.add("\x99\x82!"), std::string("🙂!"));
    QVERIFY(joiner.pending().empty());
    QCOMPARE(joiner.flush(), std::string());
}

void Utf8Test::codePointsBecomeTheBytesThatDecodeToThem() {
    for (char32_t c = 1; c < 0x110000; c += c < 0x3000 ? 1 : 37) {
        std::string bytes;
        if (!appendUtf8(bytes, c))
            continue;
        QCOMPARE(QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size())),
                 QString::fromUcs4(&c, 1));
    }
}

void Utf8Test::surrogatesAndLargerNumbersAreNoCodePoints() {
    std::string out = "x";
    QVERIFY(!appendUtf8(out, 0xD800));
    QVERIFY(!appendUtf8(out, 0xDFFF));
    QVERIFY(!appendUtf8(out, 0x110000));
    QVERIFY(appendUtf8(out, 0xD7FF));
    QVERIFY(appendUtf8(out, 0xE000));
    QCOMPARE(out, std::string("x\xED\x9F\xBF\xEE\x80\x80"));
}

QTEST_APPLESS_MAIN(Utf8Test)
#include "utf8_test.moc"

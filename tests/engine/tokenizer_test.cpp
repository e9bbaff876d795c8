// Bytes and World vocabularies: text to ids and back.
#include "engine/tokenizer.h"
#include "engine/utf8.h"
#include "tests/support/test_paths.h"

#include <nlohmann/json.hpp>

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <numeric>

using namespace aviary;
using namespace aviary::engine;
using nlohmann::json;

namespace {

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The 256 single bytes as lines 1 to 256, followed by `more`.
std::string smallVocabulary(const std::string& more) {
    std::string out;
    for (int byte = 0; byte < 256; ++byte)
        out += std::to_string(byte + 1) + " b'\\x" +
               QByteArray::number(byte, 16).rightJustified(2, '0').toStdString() + "' 1\n";
    return out + more;
}

std::shared_ptr<const Tokenizer> published() {
    static const auto tokenizer =
        makeWorldTokenizer(contents(test::sharedFile("golden/vocab/rwkv_vocab_v20230424.txt")).toStdString());
    return tokenizer ? *tokenizer : nullptr;
}

std::vector<json> publishedRows(const QString& name) {
    std::vector<json> rows;
    for (const QByteArray& line : contents(test::sharedFile("golden/tokenizers/" + name)).split('\n'))
        if (!line.isEmpty())
            rows.push_back(json::parse(line.toStdString()));
    return rows;
}

std::string unhex(const json& hex) {
    return QByteArray::fromHex(QByteArray::fromStdString(hex.get<std::string>())).toStdString();
}

} // namespace

class TokenizerTest : public QObject {
    Q_OBJECT
private slots:
    void byteIdsAreTheBytes();
    void endOfTextCannotBeTypedIntoAByteTokenizer();
    void longestMatchWins();
    void literalsAreReadAsPythonReadsThem_data();
    void literalsAreReadAsPythonReadsThem();
    void brokenVocabulariesAreRefusedWithTheirLine_data();
    void brokenVocabulariesAreRefusedWithTheirLine();
    void vocabulariesThatCannotEncodeEverythingAreRefused();
    void windowsLineEndsAndAMissingLastOneAreFine();
    void unknownIdsHaveNoText();
    void worldIdsAreThePublishedOnes();
    void worldStreamsAsThePublishedDecoderDoes();
    void worldIsBuiltAndEncodesFastEnough();
};

void TokenizerTest::byteIdsAreTheBytes() {
    const auto tokenizer = makeByteTokenizer(false);
    QCOMPARE(tokenizer->encode(std::string_view("\0A\xFF", 3)), (std::vector<Token>{0, 65, 255}));
    QCOMPARE(decode(*tokenizer, std::vector<Token>{0, 65, 255, 256, -1}), std::string("\0A\xFF", 3));
    QVERIFY(!tokenizer->endOfText());
    QCOMPARE(tokenizer->size(), std::size_t{256});
}

void TokenizerTest::endOfTextCannotBeTypedIntoAByteTokenizer() {
    const auto tokenizer = makeByteTokenizer(true);
    QCOMPARE(tokenizer->endOfText(), std::optional<Token>(0));
    QCOMPARE(tokenizer->encode(std::string_view("a\0b", 3)), (std::vector<Token>{'a', 'b'}));
    QVERIFY(tokenizer->bytes(0).empty());
    QCOMPARE(tokenizer->bytes('a'), std::string_view("a"));
}

void TokenizerTest::longestMatchWins() {
    const auto made = makeWorldTokenizer(
        smallVocabulary("257 'ab' 2\n258 'abcd' 4\n259 '\\n\\n' 2\n300 '你' 3\n301 'bcde' 4\n"));
    QVERIFY(made);
    const Tokenizer& tokenizer = **made;
    QCOMPARE(tokenizer.encode("abcd"), (std::vector<Token>{258}));
    QCOMPARE(tokenizer.encode("abcx"), (std::vector<Token>{257, 'c' + 1, 'x' + 1})); // 'abc' is no token
    QCOMPARE(tokenizer.encode("abcde"), (std::vector<Token>{258, 'e' + 1}));         // greedy, not shortest
    QCOMPARE(tokenizer.encode("\n\n\n你"), (std::vector<Token>{259, 11, 300}));
    QCOMPARE(tokenizer.encode(""), std::vector<Token>{});
    QCOMPARE(tokenizer.encode(std::string_view("\0\xE4\xBD", 3)), (std::vector<Token>{1, 0xE5, 0xBE}));
    QCOMPARE(tokenizer.size(), std::size_t{302});
    QCOMPARE(tokenizer.endOfText(), std::optional<Token>(0));
}

void TokenizerTest::literalsAreReadAsPythonReadsThem_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* line, const char* text) {
        QTest::newRow(line) << QByteArray(line) << QByteArray(text);
    };
    row(R"(257 ' a b ' 5)", " a b ");
    row(R"(257 "it's" 4)", "it's");
    row(R"(257 'say "x"' 7)", "say \"x\"");
    row(R"(257 'it\'s' 4)", "it's");
    row(R"(257 '\\\n\t\r' 4)", "\\\n\t\r");
    row(R"(257 '\xe9' 2)", "é"); // a code point in a text
    row(R"(257 b'\xe9\xff' 2)", "\xE9\xFF");
    row(R"(257 b'a\xe9' 2)", "a\xE9");
    row(R"(257 '\u4f60好' 6)", "你好");
    row(R"(257 '\U0001f642' 4)", "🙂");
    row(R"(257 'b\'' 2)", "b'");
}

void TokenizerTest::literalsAreReadAsPythonReadsThem() {
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, text);
    const auto made = makeWorldTokenizer(smallVocabulary(line.toStdString() + "\n"));
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    QCOMPARE((*made)->bytes(257), std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
    QCOMPARE((*made)->encode(text.toStdString()), std::vector<Token>{257});
}

void TokenizerTest::brokenVocabulariesAreRefusedWithTheirLine_data() {
    QTest::addColumn<QByteArray>("line");
    for (const char* line : {"",
                             "257",
                             "257 'ab'",
                             "257 'ab' 3",
                             "257 'ab' x",
                             "x 'ab' 2",
                             "0 'ab' 2",
                             "-1 'ab' 2",
                             "99999999999 'ab' 2",
                             "16777216 'ab' 2",
                             "257 ab 2",
                             "257 'ab 3",
                             "257 'ab\" 2",
                             "257 'a'b' 3",
                             "257 '' 0",
                             R"(257 '\' 1)",
                             R"(257 '\x4' 1)",
                             R"(257 '\xzz' 1)",
                             R"(257 '\q' 1)",
                             R"(257 '\ud800' 3)",
                             R"(257 b'\u4f60' 3)",
                             "256 'ab' 2",
                             "257 u'ab' 2"})
        QTest::newRow(line) << QByteArray(line);
}

void TokenizerTest::brokenVocabulariesAreRefusedWithTheirLine() {
    QFETCH(QByteArray, line);
    const auto made = makeWorldTokenizer(smallVocabulary(line.toStdString() + "\n258 'ok' 2\n"));
    QVERIFY(!made);
    QVERIFY(made.error().kind == ErrorKind::Corrupt);
    QVERIFY2(made.error().message.find("line 257") != std::string::npos, made.error().message.c_str());
}

void TokenizerTest::vocabulariesThatCannotEncodeEverythingAreRefused() {
    QVERIFY(!makeWorldTokenizer(""));
    QVERIFY(!makeWorldTokenizer("1 'a' 1\n2 'b' 1\n"));
    QVERIFY(!makeWorldTokenizer(smallVocabulary("257 'ab' 2\n258 'ab' 2\n")));
}

void TokenizerTest::windowsLineEndsAndAMissingLastOneAreFine() {
    QByteArray text = QByteArray::fromStdString(smallVocabulary("257 'ab' 2"));
    QVERIFY(makeWorldTokenizer(text.toStdString()));
    const auto made = makeWorldTokenizer(text.replace("\n", "\r\n").toStdString());
    QVERIFY(made);
    QCOMPARE((*made)->encode("ab"), std::vector<Token>{257});
}

void TokenizerTest::unknownIdsHaveNoText() {
    const auto made = makeWorldTokenizer(smallVocabulary("300 'ab' 2\n"));
    QVERIFY(made);
    for (const Token token : {0, -1, 257, 299, 301, 1 << 30})
        QVERIFY((*made)->bytes(token).empty());
}

void TokenizerTest::worldIdsAreThePublishedOnes() {
    AVIARY_NEEDS_SHARED();
    QVERIFY(published());
    QCOMPARE(published()->size(), std::size_t{65530});
    const auto rows = publishedRows("world.jsonl");
    QVERIFY(rows.size() > 200);
    for (const json& row : rows) {
        const std::string text =
            row.contains("text") ? row["text"].get<std::string>() : unhex(row["bytes_hex"]);
        const auto ids = row["ids"].get<std::vector<Token>>();
        QCOMPARE(published()->encode(text), ids);
        QCOMPARE(decode(*published(), ids), text);
    }
}

void TokenizerTest::worldStreamsAsThePublishedDecoderDoes() {
    AVIARY_NEEDS_SHARED();
    QVERIFY(published());
    const auto rows = publishedRows("world_stream.jsonl");
    QVERIFY(rows.size() > 50);
    for (const json& row : rows) {
        Utf8Joiner joiner;
        std::vector<std::string> chunks;
        const auto ids = row["ids"].get<std::vector<Token>>();
        for (const Token id : ids)
            chunks.push_back(joiner.add(published()->bytes(id)));
        const auto expected = row["chunks"].get<std::vector<std::string>>();
        if (row["bytes_hex"] == "eda080") // half a surrogate pair: the reference waits one byte longer
            QCOMPARE(std::accumulate(chunks.begin(), chunks.end(), std::string()), expected.back());
        else
            QCOMPARE(chunks, expected);
        QCOMPARE(joiner.flush(), row["flush"].get<std::string>());
        QCOMPARE(decode(*published(), ids), unhex(row["bytes_hex"]));
    }
}

void TokenizerTest::worldIsBuiltAndEncodesFastEnough() {
    AVIARY_NEEDS_SHARED();
    const std::string vocabulary =
        contents(test::sharedFile("golden/vocab/rwkv_vocab_v20230424.txt")).toStdString();
    std::string text;
    for (const json& row : publishedRows("world.jsonl"))
        if (row.contains("text"))
            text += row["text"].get<std::string>();
    while (text.size() < 4'000'000)
        text += text;
    // Bounds leave room for a busy machine and for sanitizers; the measured numbers are printed.
    double buildMs = 1e9, encodeMs = 1e9;
    for (int i = 0; i < 3; ++i) {
        QElapsedTimer timer;
        timer.start();
        const auto made = makeWorldTokenizer(vocabulary);
        QVERIFY(made);
        buildMs = std::min(buildMs, static_cast<double>(timer.nsecsElapsed()) / 1e6);
        timer.start();
        QVERIFY(!(*made)->encode(text).empty());
        encodeMs = std::min(encodeMs, static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    const double speed = static_cast<double>(text.size()) / 1e3 / encodeMs;
    qInfo("built in %.1f ms, encodes %.1f MB/s", buildMs, speed);
    QVERIFY(buildMs < 2000);
    QVERIFY(speed > 1);
}

QTEST_APPLESS_MAIN(TokenizerTest)
#include "tokenizer_test.moc"

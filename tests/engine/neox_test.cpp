// The GPT-NeoX vocabulary: the published ids, and files that are not one.
#include "engine/tokenizer.h"
#include "tests/support/test_paths.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTest>

using namespace aviary;
using namespace aviary::engine;
using nlohmann::json;

namespace {

std::string contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// The characters that stand for the bytes 0 to 255 in such files.
std::vector<std::string> alphabet() {
    std::vector<std::string> out;
    int spare = 0x100;
    for (int byte = 0; byte < 256; ++byte) {
        const bool prints = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
        out.push_back(QString(QChar(prints ? byte : spare++)).toStdString());
    }
    return out;
}

/// Byte b is id b + 2; then "ab" 258, "abc" 259, "bc" 260, "Ġa" 261 and two spaces 262.
json smallVocabulary() {
    json vocab = {{"<|endoftext|>", 0}, {"<|padding|>", 1}, {"ab", 258},
                  {"abc", 259},         {"bc", 260},        {"Ġa", 261}};
    const auto letters = alphabet();
    for (std::size_t byte = 0; byte < letters.size(); ++byte)
        vocab[letters[byte]] = byte + 2;
    return {{"normalizer", {{"type", "NFC"}}},
            {"pre_tokenizer", {{"type", "ByteLevel"}, {"add_prefix_space", false}}},
            {"added_tokens",
             {{{"id", 0}, {"content", "<|endoftext|>"}, {"special", true}},
              {{"id", 1}, {"content", "<|padding|>"}, {"special", true}},
              {{"id", 262}, {"content", "  "}, {"special", false}}}},
            {"model", {{"type", "BPE"}, {"vocab", vocab}, {"merges", {"b c", "a b", "ab c", "Ġ a"}}}}};
}

Token byteId(unsigned char byte) {
    return byte + 2;
}

} // namespace

class NeoxTest : public QObject {
    Q_OBJECT
private slots:
    void mergesGoByRankNotByLength();
    void mergesMayBePairs();
    void spacesThatWereAddedAreTokens();
    void specialTokensCannotBeTyped();
    void textIsComposedFirst();
    void bytesThatAreNoTextSurvive();
    void bytesWithoutATokenAreReplaced();
    void longRunsAreNotQuadratic();
    void otherFilesAreRefused_data();
    void otherFilesAreRefused();
    void idsAreThePublishedOnes();
};

void NeoxTest::mergesGoByRankNotByLength() {
    const auto made = makeNeoxTokenizer(smallVocabulary().dump());
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    const Tokenizer& tokenizer = **made;
    QCOMPARE(tokenizer.encode("abc"), (std::vector<Token>{byteId('a'), 260})); // "b c" ranks first
    QCOMPARE(tokenizer.encode("ab"), (std::vector<Token>{258}));
    QCOMPARE(tokenizer.encode("x ab"), (std::vector<Token>{byteId('x'), byteId(' '), 258}));
    QCOMPARE(tokenizer.encode("x ac"), (std::vector<Token>{byteId('x'), 261, byteId('c')}));
    QCOMPARE(tokenizer.encode(""), std::vector<Token>{});
    QCOMPARE(tokenizer.size(), std::size_t{263});
    QCOMPARE(tokenizer.endOfText(), std::optional<Token>(0));
    QCOMPARE(tokenizer.bytes(261), std::string_view(" a"));
    for (const Token none : {0, 1, -1, 263, 1 << 30})
        QVERIFY(tokenizer.bytes(none).empty());
}

void NeoxTest::mergesMayBePairs() {
    json file = smallVocabulary();
    file["model"]["merges"] = json::array({json::array({"b", "c"}), json::array({"a", "b"})});
    const auto made = makeNeoxTokenizer(file.dump());
    QVERIFY(made);
    QCOMPARE((*made)->encode("abcab"), (std::vector<Token>{byteId('a'), 260, 258}));
}

void NeoxTest::spacesThatWereAddedAreTokens() {
    const auto made = makeNeoxTokenizer(smallVocabulary().dump());
    QVERIFY(made);
    QCOMPARE((*made)->encode("x  a"), (std::vector<Token>{byteId('x'), 262, byteId('a')}));
    QCOMPARE((*made)->encode("x   a"), (std::vector<Token>{byteId('x'), 262, 261}));
    QCOMPARE(decode(**made, (*made)->encode("x     a")), std::string("x     a"));
}

void NeoxTest::specialTokensCannotBeTyped() {
    const auto made = makeNeoxTokenizer(smallVocabulary().dump());
    QVERIFY(made);
    const std::string text = "ab<|endoftext|>ab";
    const auto plain = (*made)->encode(text);
    QVERIFY(std::find(plain.begin(), plain.end(), 0) == plain.end());
    QCOMPARE(decode(**made, plain), text);
    QCOMPARE((*made)->encodeMarked(text), (std::vector<Token>{258, 0, 258}));
}

void NeoxTest::textIsComposedFirst() {
    const auto made = makeNeoxTokenizer(smallVocabulary().dump());
    QVERIFY(made);
    QCOMPARE(decode(**made, (*made)->encode("e\u0301")), std::string("\u00E9"));
    QCOMPARE((*made)->encode("e\u0301"), (*made)->encode("\u00E9"));
}

void NeoxTest::bytesThatAreNoTextSurvive() {
    const auto made = makeNeoxTokenizer(smallVocabulary().dump());
    QVERIFY(made);
    for (const std::string& bytes :
         {std::string("\xFF"), std::string("a\xE4\xBD"), std::string("\x80\xE4\xBD\xA0\xC0 \0x", 8)})
        QCOMPARE(decode(**made, (*made)->encode(bytes)), bytes);
}

void NeoxTest::bytesWithoutATokenAreReplaced() {
    json file = smallVocabulary();
    file["model"]["vocab"].erase(alphabet()[0xFF]);
    const auto made = makeNeoxTokenizer(file.dump());
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    QCOMPARE(decode(**made, (*made)->encode("a\xFF")), std::string("a\uFFFD"));
}

void NeoxTest::longRunsAreNotQuadratic() {
    const auto made = makeNeoxTokenizer(smallVocabulary().dump());
    QVERIFY(made);
    std::string text;
    for (int i = 0; i < 1'000'000; ++i)
        text += "ab";
    const auto tokens = (*made)->encode(text); // one word of two million letters
    QCOMPARE(tokens.size(), std::size_t{1'000'000});
    QVERIFY(std::all_of(tokens.begin(), tokens.end(), [](Token token) { return token == 258; }));
}

void NeoxTest::otherFilesAreRefused_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("code");
    const auto row = [](const char* name, const std::string& file, const char* code) {
        QTest::newRow(name) << QByteArray::fromStdString(file) << QByteArray(code);
    };
    const auto changed = [](auto change) {
        json file = smallVocabulary();
        change(file);
        return file.dump();
    };
    row("nothing", "", "corrupt");
    row("half", smallVocabulary().dump().substr(0, 2000), "corrupt");
    row("a list", "[1, 2]", "corrupt");
    row("without model", "{}", "corrupt");
    row("without words", changed([](json& f) { f["model"].erase("vocab"); }), "corrupt");
    row("without merges", changed([](json& f) { f["model"].erase("merges"); }), "corrupt");
    row("a byte is missing", changed([](json& f) { f["model"]["vocab"].erase("Ġ"); }), "corrupt");
    row("an id is a text", changed([](json& f) { f["model"]["vocab"]["ab"] = "x"; }), "corrupt");
    row("an id is negative", changed([](json& f) { f["model"]["vocab"]["ab"] = -5; }), "corrupt");
    row("an id is huge", changed([](json& f) { f["model"]["vocab"]["ab"] = 4'000'000'000; }), "corrupt");
    row("an unknown merge", changed([](json& f) { f["model"]["merges"] = {"q z"}; }), "corrupt");
    row("a merge without halves", changed([](json& f) { f["model"]["merges"] = {"qz"}; }), "corrupt");
    row("an added token without text", changed([](json& f) {
            f["added_tokens"] = {{{"id", 4}}};
        }),
        "corrupt");
    row("word pieces", changed([](json& f) { f["model"]["type"] = "WordPiece"; }), "unsupported-version");
    row("another form", changed([](json& f) { f["normalizer"]["type"] = "NFKC"; }), "unsupported-version");
    row("type is a number", changed([](json& f) { f["model"]["type"] = 3; }), "unsupported-version");
    row("a space in front", changed([](json& f) { f["pre_tokenizer"]["add_prefix_space"] = true; }),
        "unsupported-version");
}

void NeoxTest::otherFilesAreRefused() {
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, code);
    const auto made = makeNeoxTokenizer(file.toStdString());
    QVERIFY(!made);
    QCOMPARE(QByteArray::fromStdString(made.error().code), code);
    QVERIFY(!made.error().message.empty());
}

void NeoxTest::idsAreThePublishedOnes() {
    AVIARY_NEEDS_SHARED();
    const auto made = makeNeoxTokenizer(contents(test::sharedFile("golden/vocab/20B_tokenizer.json")));
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    const Tokenizer& published = **made;
    QCOMPARE(published.size(), std::size_t{50277});
    int rows = 0;
    for (const QString& line :
         QString::fromStdString(contents(test::sharedFile("golden/tokenizers/neox.jsonl"))).split('\n')) {
        if (line.isEmpty())
            continue;
        const json row = json::parse(line.toStdString());
        const auto text = row["text"].get<std::string>();
        const auto ids = row["ids"].get<std::vector<Token>>();
        QCOMPARE(published.encodeMarked(text), ids);
        if (text.find("<|") == std::string::npos)
            QCOMPARE(decode(published, ids),
                     row.contains("decoded") ? row["decoded"].get<std::string>() : text);
        ++rows;
    }
    QVERIFY(rows > 200);
}

QTEST_APPLESS_MAIN(NeoxTest)
#include "neox_test.moc"

// Result, faults, hashes and the byte reader.
#include "engine/base/byte_reader.h"
#include "engine/base/result.h"
#include "engine/base/sha256.h"

#include <QTest>

#include <array>
#include <string>

using namespace aviary;

class BaseTest : public QObject {
    Q_OBJECT
private slots:
    void faultsCarryTheirWordAndKind();
    void printableEscapesAndCutsForeignText();
    void sha256MatchesThePublishedVectors_data();
    void sha256MatchesThePublishedVectors();
    void readerStaysFailedAfterTheEnd();
};

void BaseTest::faultsCarryTheirWordAndKind() {
    const Error error = refuse(Fault::UnsafePickle, "contains code").value();
    QCOMPARE(error.code, std::string("unsafe-pickle"));
    QVERIFY(error.kind == ErrorKind::Corrupt);
    QVERIFY(faultKind(Fault::UnsupportedDtype) == ErrorKind::Unsupported);
    QVERIFY(faultKind(Fault::MissingVocabulary) == ErrorKind::NotFound);
}

void BaseTest::printableEscapesAndCutsForeignText() {
    QCOMPARE(printable("a\x1b[0m\xff"), std::string("a\\x1b[0m\\xff"));
    QVERIFY(printable(std::string(5000, 'x')).size() < 210);
}

void BaseTest::sha256MatchesThePublishedVectors_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("digest");
    QTest::newRow("empty") << QByteArray()
                           << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    QTest::newRow("abc") << QByteArray("abc")
                         << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

void BaseTest::sha256MatchesThePublishedVectors() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, digest);
    const auto bytes = std::as_bytes(std::span(text.constData(), static_cast<std::size_t>(text.size())));
    QCOMPARE(QByteArray::fromStdString(toHex(Sha256::of(bytes))), digest);
    Sha256 pieces;
    for (const std::byte& b : bytes)
        pieces.add({&b, 1});
    QCOMPARE(QByteArray::fromStdString(toHex(pieces.finish())), digest);
}

void BaseTest::readerStaysFailedAfterTheEnd() {
    const std::array<std::byte, 6> bytes{std::byte{1}, std::byte{2}, std::byte{0},
                                         std::byte{0}, std::byte{9}, std::byte{8}};
    ByteReader in(bytes);
    QCOMPARE(in.u32(), 0x201U);
    QCOMPARE(in.u32(), 0U);
    QVERIFY(!in.ok());
    QCOMPARE(int(in.u8()), 0);
    ByteReader huge(bytes);
    QVERIFY(huge.bytes(~std::uint64_t{0}).empty());
    QVERIFY(!huge.ok());
}

QTEST_APPLESS_MAIN(BaseTest)
#include "base_test.moc"

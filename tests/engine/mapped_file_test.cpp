// Maps of files that are cut, many, or not ours.
#include "engine/base/mapped_file.h"

#include <sys/mman.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csetjmp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using namespace aviary;

namespace {

constexpr std::size_t kPage = 4096;
sigjmp_buf afterForeignFault;

void onForeignFault(int) {
    siglongjmp(afterForeignFault, 1);
}

/// Adds up one byte of every `step`, from the end to the beginning.
unsigned readBackwards(std::span<const std::byte> bytes, std::size_t step) {
    unsigned sum = 0;
    for (std::size_t at = bytes.size() / step; at-- > 0;)
        sum += std::to_integer<unsigned>(bytes[at * step]);
    return sum;
}

} // namespace

class MappedFileTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { std::signal(SIGBUS, onForeignFault); } // before the guard is set up
    void aFaultOutsideOurMapsReachesTheEarlierHandler();
    void aLostFileOfManyPagesIsSurvived();
    void threadsMayReadALostFileAtOnce();
    void anotherFileKeepsItsBytes();
    void placesAreGivenBack();
    void anEmptyFileHasNoBytes();

private:
    QTemporaryDir folder_;

    std::filesystem::path write(const std::string& name, std::size_t size, char fill = 'x') {
        const auto path = std::filesystem::path(folder_.path().toStdString()) / name;
        std::ofstream(path, std::ios::binary) << std::string(size, fill);
        return path;
    }
};

void MappedFileTest::aFaultOutsideOurMapsReachesTheEarlierHandler() {
    const auto ours = MappedFile::open(write("ours", 10 * kPage));
    QVERIFY(ours);
    const auto path = write("foreign", kPage);
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    void* map = mmap(nullptr, kPage, PROT_READ, MAP_SHARED, file.handle(), 0);
    QVERIFY(map != MAP_FAILED);
    std::filesystem::resize_file(path, 0);
    volatile bool reached = false;
    if (sigsetjmp(afterForeignFault, 1) == 0)
        QVERIFY2(*static_cast<volatile char*>(map) == 1, "the byte could be read");
    else
        reached = true;
    munmap(map, kPage);
    QVERIFY(reached);
    QVERIFY(ours->intact());
}

void MappedFileTest::aLostFileOfManyPagesIsSurvived() {
    // More pages than the kernel allows maps in a process (65,530), without taking the disk's space.
    constexpr std::size_t kSize = 150'000 * kPage;
    const auto path = write("large", 1);
    std::filesystem::resize_file(path, kSize);
    const auto map = MappedFile::open(path);
    QVERIFY(map);
    std::filesystem::resize_file(path, 0);
    QCOMPARE(readBackwards(map->bytes(), 2 * kPage), 0U);
    QVERIFY(!map->intact());
}

void MappedFileTest::threadsMayReadALostFileAtOnce() {
    const auto path = write("shared", 1000 * kPage);
    const auto map = MappedFile::open(path);
    QVERIFY(map);
    std::filesystem::resize_file(path, 0);
    std::vector<std::jthread> readers;
    std::array<unsigned, 4> sums{1, 1, 1, 1};
    for (unsigned& sum : sums)
        readers.emplace_back([&] { sum = readBackwards(map->bytes(), kPage); });
    readers.clear();
    QCOMPARE(sums, (std::array<unsigned, 4>{}));
    QVERIFY(!map->intact());
}

void MappedFileTest::anotherFileKeepsItsBytes() {
    const auto lost = write("lost", 3 * kPage);
    const auto lostMap = MappedFile::open(lost);
    auto kept = MappedFile::open(write("kept", 3 * kPage, 'y'));
    QVERIFY(lostMap && kept);
    std::filesystem::resize_file(lost, 0);
    QCOMPARE(lostMap->bytes()[2 * kPage], std::byte{0});
    QVERIFY(!lostMap->intact());
    const MappedFile moved = std::move(*kept);
    QCOMPARE(moved.bytes()[2 * kPage], std::byte{'y'});
    QVERIFY(moved.intact());
}

void MappedFileTest::placesAreGivenBack() {
    const auto path = write("many", 10);
    for (int round = 0; round < 3; ++round) {
        std::vector<MappedFile> maps;
        for (auto map = MappedFile::open(path); map; map = MappedFile::open(path))
            maps.push_back(std::move(*map));
        QCOMPARE(maps.size(), std::size_t{256});
        const auto refused = MappedFile::open(path);
        QVERIFY(refused.error().kind == ErrorKind::Busy);
        QVERIFY(maps.front().intact() && maps.back().intact());
    }
}

void MappedFileTest::anEmptyFileHasNoBytes() {
    const auto map = MappedFile::open(write("empty", 0));
    QVERIFY(map);
    QVERIFY(map->bytes().empty());
    QVERIFY(map->intact());
}

QTEST_APPLESS_MAIN(MappedFileTest)
#include "mapped_file_test.moc"

// Weight files that are small for what they make a reader do: memory and time stay bounded.
#include "engine/tensor_source.h"
#include "tests/support/allocation_peak.h"
#include "tests/support/weight_files.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

using namespace aviary;
using namespace aviary::engine;
using namespace aviary::test;

namespace {

constexpr std::size_t kHeader = FileLimits::kSafetensorsHeader;
constexpr int kPairs = 400'000;

std::string repeated(const std::string& text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i)
        out += text;
    return out;
}
std::string text(const std::string& value) {
    return "X" + u32(value.size()) + value;
}
/// Opcodes that fill the dictionary on the stack with `count` copies of a pair, in portions.
std::string pairs(const std::string& pair, int count) {
    std::string out;
    for (int done = 0; done < count; done += 1000)
        out += "(" + repeated(pair, 1000) + "u";
    return out;
}

/// A dictionary that names one and the same big dictionary without tensors hundreds of thousands of times.
std::string nestedAgainAndAgain() {
    return checkpoint("\x80\x02}" + text("model") + "q\1}" + pairs("NN", 350'000) + "q\2s" +
                      pairs("h\1h\2", 350'000) + ".");
}
std::string everyTensorTheSame() {
    PickleWriter tensor;
    writeTensor(tensor, {.name = "a"});
    return checkpoint("\x80\x02}" + text("a") + "q\1" + tensor.bytes() + "q\2s" + pairs("h\1h\2", kPairs) +
                      ".");
}
/// Takes as much as each limit of the interpreter allows on its own.
std::string everythingAtOnce() {
    return checkpoint("\x80\x02}" + text("a") + "r" + u32(FileLimits::kPickleMemo - 1) +
                      repeated(")0", 1'000'000) + pairs("NN", 300'000) + std::string(262'000, 'N'));
}
/// A view that has to be copied, followed by a tensor that refuses the file.
std::string bigCopyThenFault() {
    constexpr std::int64_t kSide = 8192;
    const PthTensor big{
        .name = "a", .shape = {kSide, kSide}, .strides = {1, kSide}, .elements = kSide * kSide};
    const PthTensor bad{.name = "b", .key = "missing"};
    auto items = checkpointItems(checkpointPickle({big, bad}));
    items[2].data.assign(2 * kSide * kSide, '\1');
    return zip(items);
}
std::string longEntryNames() {
    std::vector<ZipItem> items;
    for (int i = 0; i < 65'536; ++i) {
        const std::string number = std::to_string(i);
        items.push_back(
            {.name = "m/" + number + std::string(FileLimits::kName - 2 - number.size(), 'n'), .data = ""});
    }
    return zip(items, {.zip64 = true});
}

std::string headerOf(const std::string& start, char fill, const std::string& end) {
    return safetensors(start + std::string(kHeader - start.size() - end.size(), fill) + end, "");
}
std::string manyMetadata() {
    std::string header = "{\"__metadata__\":{";
    for (int i = 0; header.size() + 300 < kHeader && i < 65'536; ++i)
        header += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":\"" + std::string(230, 'v') + "\"";
    return safetensors(header + "}}", "");
}
std::string manyLongNames() {
    std::string header = "{";
    for (std::size_t i = 0; header.size() + 300 < kHeader && i < 65'536; ++i)
        header += (i == 0 ? "" : ",") +
                  headerEntry(std::to_string(i) + std::string(150, 'n'), "F16", "[1]", 2 * i, 2 * i + 2);
    return safetensors(header + "}", "");
}

struct HostileFile {
    const char* title;
    std::function<std::string()> bytes;
    const char* code;
};

const std::vector<HostileFile>& hostileFiles() {
    static const std::vector<HostileFile> kFiles{
        {"one dictionary nested again and again", nestedAgainAndAgain, "missing-tensor"},
        {"one tensor under one name again and again", everyTensorTheSame, "limit-exceeded"},
        {"memo, values and stack full", everythingAtOnce, "limit-exceeded"},
        {"a big copy before a fault", bigCopyThenFault, "corrupt"},
        {"65,536 entries with long names", longEntryNames, "unsupported-format"},
        {"one name of 16 MiB", [] { return headerOf("{\"", 'n', "\":{}}"); }, "limit-exceeded"},
        {"one text of 16 MiB", [] { return headerOf("{\"a\":{\"dtype\":\"", 'F', "\"}}"); },
         "limit-exceeded"},
        {"one number of 16 MiB", [] { return headerOf("{\"a\":{\"shape\":[", '1', "]}}"); },
         "limit-exceeded"},
        {"one text of 16 MiB without end", [] { return headerOf("{\"", 'n', ""); }, "limit-exceeded"},
        {"one text of 16 MiB of escapes", [] { return headerOf("{\"", '\\', ""); }, "limit-exceeded"},
        {"16 MiB of brackets", [] { return headerOf("{\"a\":", '[', ""); }, "corrupt"},
        {"65,536 texts beside no tensor", manyMetadata, "missing-tensor"},
        {"65,536 long names without data", manyLongNames, "truncated"},
    };
    return kFiles;
}

} // namespace

class HostileWeightsTest : public QObject {
    Q_OBJECT
private slots:
    void memoryAndTimeStayBounded_data();
    void memoryAndTimeStayBounded();

private:
    QTemporaryDir folder_;
};

void HostileWeightsTest::memoryAndTimeStayBounded_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < hostileFiles().size(); ++i)
        QTest::newRow(hostileFiles()[i].title) << static_cast<int>(i);
}

void HostileWeightsTest::memoryAndTimeStayBounded() {
    QFETCH(int, index);
    const HostileFile& file = hostileFiles()[static_cast<std::size_t>(index)];
    const auto path = std::filesystem::path(folder_.path().toStdString()) / "hostile";
    std::filesystem::remove(path);
    std::ofstream(path, std::ios::binary) << file.bytes();

    QElapsedTimer timer;
    timer.start();
    const AllocationPeak peak;
    const auto source = openWeights(path);
    const auto megabytes = peak.bytes() >> 20;
    const auto milliseconds = timer.elapsed();
    const std::string found = source ? "" : source.error().code + ": " + source.error().message;
    qInfo("%zu MiB, %lld ms, %s", megabytes, static_cast<long long>(milliseconds), found.c_str());
    QVERIFY2(!source && source.error().code == file.code, found.c_str());
    QVERIFY(megabytes < 64);
    QVERIFY(milliseconds <
            10'000); // with sanitizers on a busy machine; what this guards against takes minutes
}

QTEST_APPLESS_MAIN(HostileWeightsTest)
#include "hostile_weights_test.moc"

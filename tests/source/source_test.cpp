// What can be said of the source text itself: who includes whom, lengths, formatting, words that do not
// belong here.
#include "tests/support/test_paths.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace aviary::test;

namespace {

QStringList filesBelow(const QString& folder, const QStringList& endings) {
    QStringList files;
    QDirIterator it(sourceFile(folder), endings, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext())
        files += it.next();
    files.sort();
    return files;
}

QString read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

const QStringList kCpp{"*.cpp", "*.h"};

} // namespace

class SourceTest : public QObject {
    Q_OBJECT
private slots:
    void layersIncludeOnlyWhatTheyMay_data();
    void layersIncludeOnlyWhatTheyMay();
    void filesHaveOnePurpose_data();
    void filesHaveOnePurpose();
    void noForeignWords();
    void everyTestIsRun();
    void cppIsFormatted();
};

void SourceTest::layersIncludeOnlyWhatTheyMay_data() {
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("except"); // where parts are joined, or a layer of its own
    QTest::addColumn<QString>("forbidden");
    QTest::newRow("engine knows no Qt, SQLite, network, and nothing above it")
        << "engine"
        << "-"
        << R"(^#include *(<Q|"Q|<sqlite3|<curl|"app/|"ui/))";
    QTest::newRow("the store knows no Qt, no models, no network")
        << "app/store"
        << "-"
        << R"(^#include *(<Q|<curl|"engine/(?!base/)|"ui/|"app/(?!store/)))";
    QTest::newRow("the app knows no windows and no SQL")
        << "app"
        << "/app/(desktop|store)/"
        << R"(^#include *(<(QGui|QQuick|QQml|QtGui|QtQ)|<sqlite3|"ui/))";
    QTest::newRow("the window's program leaves engine and store to its main")
        << "app/desktop"
        << "/main\\.cpp$"
        << R"(^#include *("engine/|"app/store|<sqlite3))";
    QTest::newRow("the ui knows no engine and no SQL") << "ui"
                                                       << "-"
                                                       << R"(^#include *("engine/|<sqlite3))";
}

void SourceTest::layersIncludeOnlyWhatTheyMay() {
    QFETCH(QString, folder);
    QFETCH(QString, except);
    QFETCH(QString, forbidden);
    const QRegularExpression elsewhere(except);
    const QRegularExpression pattern(forbidden, QRegularExpression::MultilineOption);
    int looked = 0;
    for (const QString& path : filesBelow(folder, kCpp)) {
        if (elsewhere.match(path.mid(sourceFile("").size() - 1)).hasMatch())
            continue;
        const auto match = pattern.match(read(path));
        QVERIFY2(!match.hasMatch(), qPrintable(path + ": " + match.captured()));
        ++looked;
    }
    QVERIFY(looked > 3);
}

void SourceTest::filesHaveOnePurpose_data() {
    QTest::addColumn<QStringList>("folders");
    QTest::addColumn<QStringList>("endings");
    QTest::addColumn<int>("lines");
    QTest::newRow("C++") << QStringList{"engine", "app", "ui"} << kCpp << 500;
    QTest::newRow("QML") << QStringList{"ui"} << QStringList{"*.qml"} << 250;
}

void SourceTest::filesHaveOnePurpose() {
    QFETCH(QStringList, folders);
    QFETCH(QStringList, endings);
    QFETCH(int, lines);
    for (const QString& folder : folders)
        for (const QString& path : filesBelow(folder, endings)) {
            const auto count = read(path).count(u'\n');
            QVERIFY2(count <= lines, qPrintable(QString("%1 has %2 lines").arg(path).arg(count)));
        }
}

void SourceTest::noForeignWords() {
    // Places of one machine, package hosts, leftovers. Cut in two so that this file does not match itself.
    const QRegularExpression pattern(QStringList{"/wo"
                                                 "rk/",
                                                 "/ho"
                                                 "me/",
                                                 "/tm"
                                                 "p/",
                                                 "/ro"
                                                 "ot/",
                                                 "deb\\.debi"
                                                 "an\\.org",
                                                 "pyp"
                                                 "i\\.org",
                                                 "huggingfa"
                                                 "ce\\.co/(?!BlinkDL|RWKV)",
                                                 "TO"
                                                 "DO",
                                                 "FIX"
                                                 "ME",
                                                 "XX"
                                                 "X:",
                                                 "console\\.lo"
                                                 "g",
                                                 "qDe"
                                                 "bug\\("}
                                         .join('|'));
    QStringList files{sourceFile("run"), sourceFile("test"), sourceFile(".ci/run"), sourceFile("README.md"),
                      sourceFile("CMakeLists.txt")};
    for (const char* folder : {"app", "engine", "installer", "resources", "tests", "translations", "ui"})
        files += filesBelow(folder, {"*.cpp", "*.h", "*.qml", "*.txt", "*.cmake", "*.md", "*.sql", "*.ts",
                                     "*.sh", "*.py", "*.xml", "*.desktop", "*.json"});
    for (const QString& path : files) {
        const QString text = read(path);
        QVERIFY2(!text.isEmpty(), qPrintable(path + " cannot be read"));
        const auto match = pattern.match(text);
        QVERIFY2(!match.hasMatch(), qPrintable(path + ": " + match.captured()));
    }
}

void SourceTest::everyTestIsRun() {
    const QString list = read(sourceFile("tests/CMakeLists.txt"));
    const QString tests = sourceFile("tests/");
    for (const QString& path : filesBelow("tests", {"*_test.cpp"}))
        QVERIFY2(list.contains("aviary_test(" + path.mid(tests.size())), qPrintable(path));
}

void SourceTest::cppIsFormatted() {
    const QString tool = QStandardPaths::findExecutable("clang-format");
    if (tool.isEmpty())
        QSKIP("clang-format is not installed");
    QStringList files;
    for (const QString& folder : {QString("engine"), QString("app"), QString("ui"), QString("tests")})
        files += filesBelow(folder, kCpp);
    QProcess process;
    process.start(tool, QStringList{"--dry-run", "-Werror", "--style=file"} + files);
    QVERIFY(process.waitForFinished(120'000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().left(2000).constData());
}

QTEST_APPLESS_MAIN(SourceTest)
#include "source_test.moc"

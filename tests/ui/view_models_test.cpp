// View-models without a window.
#include "app/compare.h"
#include "app/library.h"
#include "ui/graphs/history_graph.h"
#include "ui/viewmodels/conversation_list_model.h"
#include "ui/viewmodels/format.h"
#include "ui/viewmodels/notice.h"
#include "ui/viewmodels/shortcut_model.h"
#include "ui/viewmodels/transcript_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace aviary;
using namespace aviary::ui;

namespace {

store::Turn turn(store::TurnId id, store::Role role, const char* text,
                 store::TurnStatus status = store::TurnStatus::Complete) {
    store::Turn t;
    t.id = id;
    t.conversation = 1;
    t.role = role;
    t.text = text;
    t.status = status;
    return t;
}

QVariant value(const QAbstractItemModel& model, int row, int role) {
    return model.data(model.index(row, 0), role);
}

} // namespace

class ViewModelsTest : public QObject {
    Q_OBJECT
private slots:
    void aReplyGrowsInItsRowOnly();
    void aReplyIsShownWithoutTheBlanksAroundIt();
    void siblingsAreCountedFromOne();
    void unfinishedRepliesSayWhy();
    void conversationsKeepTheirOrder();
    void shortcutsAreUniqueAndDescribed();
    void everyErrorHasASentenceAndSaysWhatWasKept_data();
    void everyErrorHasASentenceAndSaysWhatWasKept();
    void scalesEndAtRoundNumbers_data();
    void scalesEndAtRoundNumbers();
    void figuresAreReadable();
};

void ViewModelsTest::aReplyGrowsInItsRowOnly() {
    TranscriptModel model;
    const QAbstractItemModelTester tester(&model);
    model.append(turn(1, store::Role::User, "Hi"));
    model.append(turn(2, store::Role::Assistant, "", store::TurnStatus::Draft));
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    model.grow(2, " Hel");
    model.grow(2, "lo ");
    QCOMPARE(changes.size(), 2);
    for (const auto& change : changes) {
        QCOMPARE(change[0].toModelIndex().row(), 1);
        QCOMPARE(change[1].toModelIndex().row(), 1);
        QCOMPARE(change[2].value<QList<int>>(), QList<int>{TranscriptModel::TextRole});
    }
    QCOMPARE(value(model, 1, TranscriptModel::TextRole).toString(), QString("Hello "));
    QCOMPARE(value(model, 1, TranscriptModel::WritingRole).toBool(), true);
    model.replace(turn(2, store::Role::Assistant, " Hello \n\n"));
    QCOMPARE(value(model, 1, TranscriptModel::TextRole).toString(), QString("Hello"));
    QCOMPARE(value(model, 1, TranscriptModel::WritingRole).toBool(), false);
    model.grow(77, "nobody");
    model.clear();
    QCOMPARE(model.count(), 0);
    QVERIFY(model.last() == nullptr);
}

void ViewModelsTest::aReplyIsShownWithoutTheBlanksAroundIt() {
    TranscriptModel model;
    model.showPath(
        {turn(1, store::Role::User, "  as typed  "), turn(2, store::Role::Assistant, " 你好 👋\n\n")}, {});
    QCOMPARE(value(model, 0, TranscriptModel::TextRole).toString(), QString("  as typed  "));
    QCOMPARE(value(model, 1, TranscriptModel::TextRole).toString(), QString("你好 👋"));
}

void ViewModelsTest::siblingsAreCountedFromOne() {
    TranscriptModel model;
    model.showPath({turn(1, store::Role::User, "Hi"), turn(5, store::Role::Assistant, "b")},
                   {{1}, {2, 5, 9}});
    QCOMPARE(value(model, 1, TranscriptModel::SiblingRole).toInt(), 2);
    QCOMPARE(value(model, 1, TranscriptModel::SiblingCountRole).toInt(), 3);
    QCOMPARE(model.sibling(1, -1).value(), store::TurnId{2});
    QCOMPARE(model.sibling(1, 1).value(), store::TurnId{9});
    QVERIFY(!model.sibling(1, 2));
    QVERIFY(!model.sibling(0, -1));
    QVERIFY(!model.sibling(7, 1));
}

void ViewModelsTest::unfinishedRepliesSayWhy() {
    TranscriptModel model;
    model.showPath({turn(1, store::Role::Assistant, "a", store::TurnStatus::Stopped),
                    turn(2, store::Role::Assistant, "b", store::TurnStatus::Interrupted)},
                   {});
    QCOMPARE(value(model, 0, TranscriptModel::UnfinishedRole).toBool(), true);
    QCOMPARE(value(model, 0, TranscriptModel::InterruptedRole).toBool(), false);
    QCOMPARE(value(model, 1, TranscriptModel::InterruptedRole).toBool(), true);
}

void ViewModelsTest::conversationsKeepTheirOrder() {
    ConversationListModel model;
    const QAbstractItemModelTester tester(&model);
    model.show({{.id = 7, .title = "b"}, {.id = 3, .title = "a"}});
    QCOMPARE(value(model, 0, ConversationListModel::TitleRole).toString(), QString("b"));
    QCOMPARE(model.first()->id, store::ConversationId{7});
    QVERIFY(model.find(3) != nullptr);
    QVERIFY(model.find(4) == nullptr);
}

void ViewModelsTest::shortcutsAreUniqueAndDescribed() {
    ShortcutModel model;
    const QAbstractItemModelTester tester(&model);
    QSet<QString> seen;
    for (int i = 0; i < model.rowCount(); ++i) {
        const QString chord = value(model, i, ShortcutModel::SequenceRole).toString();
        QVERIFY(!chord.isEmpty() && !seen.contains(chord));
        seen.insert(chord);
        QVERIFY(!value(model, i, ShortcutModel::DescriptionRole).toString().isEmpty());
    }
    QVERIFY(seen.contains("Ctrl+N") && seen.contains("Ctrl+Return")); // the demo models name these
}

void ViewModelsTest::everyErrorHasASentenceAndSaysWhatWasKept_data() {
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("code");
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::Busy); ++kind)
        QTest::addRow("kind %d", kind) << kind << QString();
    for (const char* code : {"missing-vocabulary", "unsafe-pickle", "DISK_FULL", "DB_DAMAGED"})
        QTest::newRow(code) << 0 << QString(code);
}

void ViewModelsTest::everyErrorHasASentenceAndSaysWhatWasKept() {
    QFETCH(int, kind);
    QFETCH(QString, code);
    const Notice notice = noticeFor({static_cast<ErrorKind>(kind), "the technical line", code.toStdString()});
    QVERIFY(notice.what.endsWith('.'));
    QVERIFY(notice.kept.endsWith('.'));
    QCOMPARE(notice.details, QString("the technical line"));
    QCOMPARE(notice.action.isEmpty(), notice.label.isEmpty());
}

void ViewModelsTest::scalesEndAtRoundNumbers_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("end");
    QTest::newRow("nothing") << 0.0 << 1.0;
    QTest::newRow("exact") << 100.0 << 100.0;
    QTest::newRow("above") << 101.0 << 200.0;
    QTest::newRow("to five") << 320.0 << 500.0;
    QTest::newRow("to ten") << 0.7 << 1.0;
    QTest::newRow("bytes") << 1.3e8 << 2e8;
}

void ViewModelsTest::scalesEndAtRoundNumbers() {
    QFETCH(double, value);
    QFETCH(double, end);
    QVERIFY(qFuzzyCompare(niceTop(value), end));
}

void ViewModelsTest::figuresAreReadable() {
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCOMPARE(speedText(14.24), QString("14.2 tokens/s"));
    QCOMPARE(speedText(0), QString());
    QCOMPARE(durationText(0.0123), QString("12 ms"));
    QCOMPARE(durationText(4.13), QString("4.1 s"));
    QCOMPARE(parametersText(2'623'872), QString("2.6 million parameters"));
    QCOMPARE(bytesText(12.5 * 1024 * 1024), QString("12.5 MiB"));
    QCOMPARE(replyFactsText({}), QString());
    const QString facts =
        replyFactsText({.replyTokens = 11, .firstTokenSeconds = 0.02, .decodeSeconds = 0.5});
    QVERIFY(facts.contains("20.0 tokens/s") && facts.contains("20 ms"));
}

QTEST_GUILESS_MAIN(ViewModelsTest)
#include "view_models_test.moc"

// The view-models over the real services, without QML.
#include "tests/support/app_desk.h"
#include "ui/viewmodels/format.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>

using namespace aviary;
using test::AppDesk;
using ui::TranscriptModel;
using Tester = QAbstractItemModelTester;

namespace {

store::Conversation conversation(store::ConversationId id, const char* title = "") {
    return {.id = id, .title = title};
}

} // namespace

class AppViewModelTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { test::separateSettings(settings_.path()); }

    void conversationsAreMovedInsteadOfMadeAnew() {
        ui::ConversationListModel model;
        const Tester tester(&model, Tester::FailureReportingMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.show({conversation(1, "a"), conversation(2, "b"), conversation(3, "c")});
        const QPersistentModelIndex second = model.index(1);
        model.show({conversation(4, "d"), conversation(3, "c"), conversation(2, "B")});
        QCOMPARE(reset.count(), 0);
        QCOMPARE(second.row(), 2);
        QStringList titles;
        for (int row = 0; row < model.count(); ++row)
            titles += model.data(model.index(row), ui::ConversationListModel::TitleRole).toString();
        QCOMPARE(titles, QStringList({"d", "c", "B"}));
        model.show({});
        QCOMPARE(model.count(), 0);
        QVERIFY(model.first() == nullptr);
    }

    void aMessageAndItsReplyAreShown() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        const Tester transcriptTester(&desk.transcript(), Tester::FailureReportingMode::QtTest);
        const Tester listTester(desk.app.conversations(), Tester::FailureReportingMode::QtTest);
        const Tester modelsTester(desk.app.models(), Tester::FailureReportingMode::QtTest);
        QVERIFY(desk.ready());
        QVERIFY(desk.view().demoModel());
        QVERIFY(desk.converse(QStringLiteral("Hello")));
        QCOMPARE(desk.transcript().count(), 2);
        QCOMPARE(desk.shown(0).toString(), QStringLiteral("Hello"));
        QCOMPARE(desk.shown(1).toString(), QStringLiteral("Hello! How can I help you?"));
        QVERIFY(!desk.shown(1, TranscriptModel::FactsRole).toString().isEmpty());
        QVERIFY(!desk.view().replying());
        QTRY_COMPARE(desk.view().title(), QStringLiteral("Hello"));
        QCOMPARE(desk.app.conversations()->count(), 1);
        desk.view().copy(1);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("Hello! How can I help you?"));
    }

    void theLastConversationIsShownAgainAtTheNextStart() {
        const QTemporaryDir folder;
        {
            AppDesk desk(folder.path());
            QVERIFY(desk.ready());
            QVERIFY(desk.converse(QStringLiteral("Hello")));
        }
        AppDesk desk(folder.path());
        QTRY_COMPARE(desk.transcript().count(), 2);
        QCOMPARE(desk.shown(1).toString(), QStringLiteral("Hello! How can I help you?"));
        QVERIFY(desk.ready());
        QVERIFY(desk.converse(QStringLiteral("What is RWKV-7?")));
        QCOMPARE(desk.resumed.size(), std::size_t(1));
        QVERIFY2(desk.view().activity().contains(ui::durationText(desk.resumed.front() / 1000)),
                 qPrintable(desk.view().activity()));
    }

    void aDraftBelongsToItsConversation() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        QVERIFY(desk.ready());
        QVERIFY(desk.converse(QStringLiteral("Hello")));
        const qint64 first = desk.view().conversation();
        desk.view().setDraft(QStringLiteral("for the first"));
        desk.view().newChat();
        QCOMPARE(desk.view().draft(), QString());
        QCOMPARE(desk.transcript().count(), 0);
        desk.view().setDraft(QStringLiteral("for a new one"));
        desk.app.openConversation(first);
        QCOMPARE(desk.view().draft(), QStringLiteral("for the first"));
        QTRY_COMPARE(desk.transcript().count(), 2);
        desk.view().newChat();
        QCOMPARE(desk.view().draft(), QStringLiteral("for a new one"));
    }

    void nothingIsSentWhileAReplyIsWritten() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        QVERIFY(desk.ready());
        desk.slowDown(20);
        const auto before = desk.ended.size();
        desk.view().sendText(test::kLongMessage);
        QVERIFY(desk.waitForText(3));
        desk.view().setDraft(QStringLiteral("and then?"));
        desk.view().send();
        QCOMPARE(desk.view().draft(), QStringLiteral("and then?"));
        desk.view().stop();
        QVERIFY(desk.waitForEnd(before));
        QCOMPARE(desk.transcript().count(), 2);
    }

    void aStoppedReplyIsMarkedAndCanBeContinued() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        QVERIFY(desk.ready());
        desk.slowDown(20);
        QVERIFY(desk.replyAfter([&] {
            desk.view().sendText(test::kLongMessage);
            QVERIFY(desk.waitForText(5));
            desk.view().stop();
        }));
        QVERIFY(desk.shown(1, TranscriptModel::UnfinishedRole).toBool());
        QVERIFY(!desk.shown(1, TranscriptModel::InterruptedRole).toBool());
        const QString part = desk.shown(1).toString();
        QVERIFY(desk.replyAfter([&] { desk.view().continueReply(1); }));
        QVERIFY(!desk.shown(1, TranscriptModel::UnfinishedRole).toBool());
        QVERIFY(desk.shown(1).toString().startsWith(part));
        QCOMPARE(desk.shown(1).toString(),
                 QStringLiteral("Once upon a time there was a fox. One day it met a bear. They walked to the "
                                "river together and became good friends. The end."));
    }

    void aRetriedReplyIsASiblingAndTheFirstOneStays() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        QVERIFY(desk.ready());
        QVERIFY(desk.converse(QStringLiteral("Hello")));
        const auto first = desk.shown(1, TranscriptModel::TurnRole);
        QVERIFY(desk.replyAfter([&] { desk.view().retry(1); }));
        QCOMPARE(desk.shown(1, TranscriptModel::SiblingRole).toInt(), 2);
        QCOMPARE(desk.shown(1, TranscriptModel::SiblingCountRole).toInt(), 2);
        desk.view().showSibling(1, -1);
        QTRY_COMPARE(desk.shown(1, TranscriptModel::TurnRole), first);
        QCOMPARE(desk.shown(1, TranscriptModel::SiblingRole).toInt(), 1);
        desk.view().showSibling(1, -1); // there is none
        QTest::qWait(20);
        QCOMPARE(desk.shown(1, TranscriptModel::TurnRole), first);
    }

    void aForkEndsThePathAndTheNextMessageBranches() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        QVERIFY(desk.ready());
        QVERIFY(desk.converse(QStringLiteral("Hello")));
        QVERIFY(desk.converse(QStringLiteral("What is RWKV?")));
        QCOMPARE(desk.transcript().count(), 4);
        desk.view().fork(1);
        QTRY_COMPARE(desk.transcript().count(), 2);
        QVERIFY(!desk.view().activity().isEmpty());
        QVERIFY(desk.converse(QStringLiteral("What is RWKV-7?")));
        QCOMPARE(desk.transcript().count(), 4);
        QCOMPARE(desk.shown(2, TranscriptModel::SiblingCountRole).toInt(), 2);
        desk.view().showSibling(2, -1);
        QTRY_COMPARE(desk.shown(2).toString(), QStringLiteral("What is RWKV?"));
        QCOMPARE(desk.transcript().count(), 4);
    }

    void aMessageThatCouldNotBeSavedComesBackAsDraft() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        desk.view().setDraft(QStringLiteral("precious"));
        desk.view().send();
        QCOMPARE(desk.view().draft(), QString());
        emit desk.chat.failed({ErrorKind::Io, "no space", "DISK_FULL"});
        QCOMPARE(desk.view().draft(), QStringLiteral("precious"));
        QVERIFY(!desk.view().replying());
        QCOMPARE(desk.app.noticeAction(), QStringLiteral("tryAgain"));
        desk.app.dismissNotice();
        QVERIFY(!desk.app.hasNotice());
    }

    void whatAPersonCancelledIsNoError() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        emit desk.chat.failed({ErrorKind::Busy, "stopped before the model was ready", "cancelled"});
        emit desk.library.failed(QStringLiteral("x"),
                                 {ErrorKind::Busy, "another was asked for", "cancelled"});
        QVERIFY(!desk.app.hasNotice());
    }

    void aDamagedFileIsRefusedWithANotice() {
        const QTemporaryDir folder;
        QFile file(folder.filePath("broken.pth"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("PK\x03\x04 and nothing more");
        file.close();
        AppDesk desk(folder.path());
        QVERIFY(desk.ready());
        desk.app.openFile(QUrl::fromLocalFile(file.fileName()));
        QTRY_VERIFY(desk.app.hasNotice());
        QCOMPARE(desk.app.noticeAction(), QStringLiteral("open"));
        QVERIFY(!desk.app.noticeDetails().isEmpty());
        QCOMPARE(desk.view().modelId(), test::kDemo);
        desk.app.openFile(QUrl(QStringLiteral("https://example.org/model.pth")));
        QVERIFY(desk.app.noticeDetails().isEmpty());
    }

    void aComparisonAnswersInEveryPane_data() {
        QTest::addColumn<bool>("together");
        QTest::addRow("one after another") << false;
        QTest::addRow("together") << true;
    }
    void aComparisonAnswersInEveryPane() {
        QFETCH(bool, together);
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        QVERIFY(desk.ready());
        ui::CompareViewModel& compare = *desk.app.compare();
        const Tester tester(&compare, Tester::FailureReportingMode::QtTest);
        compare.setPanes(3);
        compare.setProperty("together", together);
        compare.run(QStringLiteral("Hello"));
        QVERIFY(compare.running());
        compare.setPanes(2); // not while it runs
        QTRY_VERIFY_WITH_TIMEOUT(!compare.running(), test::kPatienceMs);
        QCOMPARE(compare.panes(), 3);
        for (int row = 0; row < 3; ++row) {
            const auto at = [&](int role) { return compare.data(compare.index(row), role).toString(); };
            QCOMPARE(at(ui::CompareViewModel::TextRole), QStringLiteral("Hello! How can I help you?"));
            QCOMPARE(at(ui::CompareViewModel::StateRole), QStringLiteral("done"));
            QVERIFY(!at(ui::CompareViewModel::FiguresRole).isEmpty());
            QVERIFY(!at(ui::CompareViewModel::MemoryRole).isEmpty());
        }
        QCOMPARE(desk.transcript().count(), 0);
        QCOMPARE(desk.app.conversations()->count(), 0);
    }

    void aStoppedComparisonLeavesNoPaneWaiting() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        QVERIFY(desk.ready());
        desk.slowDown(20);
        ui::CompareViewModel& compare = *desk.app.compare();
        compare.run(test::kLongMessage);
        QTRY_VERIFY(!compare.data(compare.index(0), ui::CompareViewModel::TextRole).toString().isEmpty());
        compare.stop();
        QTRY_VERIFY(!compare.running());
        QCOMPARE(compare.data(compare.index(1), ui::CompareViewModel::StateRole).toString(), QString());
    }

    void instrumentsShowAReplyAndRestWhenHidden() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        ui::InstrumentsViewModel& instruments = *desk.app.instruments();
        QVERIFY(desk.ready());
        QVERIFY(!instruments.weightsText().isEmpty());
        QVERIFY(!instruments.stateText().isEmpty());
        QCOMPARE(instruments.speed(), 0.0);
        QVERIFY(desk.converse(QStringLiteral("Hello")));
        QVERIFY(instruments.speed() > 0);
        QVERIFY(!instruments.firstTokenText().isEmpty());
        QSignalSpy sampled(&instruments, &ui::InstrumentsViewModel::sampled);
        QTRY_VERIFY(sampled.count() >= 2);
        instruments.setVisible(false);
        sampled.clear();
        QTest::qWait(600);
        QCOMPARE(sampled.count(), 0);
        instruments.setVisible(true);
        QTRY_VERIFY(sampled.count() >= 1);
    }

    void theLookIsRememberedUnlessItWasForOneRun() {
        const QTemporaryDir folder;
        AppDesk desk(folder.path());
        desk.app.setTheme(QStringLiteral("dark"));
        QVERIFY(desk.app.dark());
        desk.app.overrideTheme(QStringLiteral("light"));
        QVERIFY(!desk.app.dark());
        QCOMPARE(QSettings().value("theme").toString(), QStringLiteral("dark"));
        desk.app.setTheme(QStringLiteral("system"));
    }

private:
    QTemporaryDir settings_;
};

QTEST_MAIN(AppViewModelTest)
#include "app_view_model_test.moc"

// The real window over the real services, used as a person uses it: by keys, input methods and eyes.
#include "tests/support/app_desk.h"

#include <QAccessible>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QSignalSpy>
#include <QtQml/qqmlextensionplugin.h>

Q_IMPORT_QML_PLUGIN(AviaryPlugin)

using namespace aviary;
using test::AppDesk;
using ui::TranscriptModel;

namespace {

QList<QQuickItem*> itemsBelow(QQuickItem* item) {
    QList<QQuickItem*> all{item};
    for (QQuickItem* child : item->childItems())
        all += itemsBelow(child);
    return all;
}

/// The window with everything behind it, in a folder of its own.
class Desk : public AppDesk {
public:
    explicit Desk(const QString& folder, const QSize& size = QSize(1180, 760))
        : AppDesk(folder) {
        QObject::connect(&engine_, &QQmlEngine::warnings, this, [this](const QList<QQmlError>& errors) {
            for (const QQmlError& error : errors)
                warnings += error.toString();
        });
        engine_.addImportPath(QStringLiteral(":/qt/qml"));
        engine_.setInitialProperties({{QStringLiteral("app"), QVariant::fromValue(&app)}});
        engine_.load(QUrl(QStringLiteral("qrc:/qt/qml/Aviary/Main.qml")));
        window = engine_.rootObjects().isEmpty() ? nullptr
                                                 : qobject_cast<QQuickWindow*>(engine_.rootObjects().first());
        if (window == nullptr)
            qFatal("the window does not load:\n%s", qPrintable(warnings.join('\n')));
        window->resize(size);
        window->show();
        window->requestActivate();
        if (!QTest::qWaitForWindowActive(window) || !ready())
            qFatal("the window does not open");
    }

    QQuickItem* item(const QString& name) const {
        for (QQuickItem* item : itemsBelow(window->contentItem()))
            if (item->objectName() == name && item->isVisible())
                return item;
        return nullptr;
    }
    /// The texts of the transcript's rows that are on the screen.
    QStringList texts() const {
        QStringList all;
        for (QQuickItem* item : itemsBelow(window->contentItem()))
            if (item->objectName() == QStringLiteral("turnText"))
                all += item->property("text").toString();
        return all;
    }
    void show(const char* page) { QMetaObject::invokeMethod(window, "showPage", Q_ARG(QString, page)); }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(window, static_cast<Qt::Key>(key), modifiers);
    }
    /// Types what a keyboard has keys for and lets an input method commit the rest.
    void type(const QString& text) {
        for (const QChar c : text) {
            if (c.unicode() < 128)
                QTest::keyClick(window, c.toLatin1());
            else
                compose({}, c);
        }
    }
    void compose(const QString& preedit, const QString& commit = {}) {
        QInputMethodEvent event(preedit, {});
        event.setCommitString(commit);
        QCoreApplication::sendEvent(QGuiApplication::focusObject(), &event);
    }
    QString promptText() const { return item(QStringLiteral("promptField"))->property("text").toString(); }

    QStringList warnings;
    QQuickWindow* window = nullptr;

private:
    QQmlApplicationEngine engine_;
};

} // namespace

class WindowTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        test::separateSettings(settings_.path());
        QAccessible::setActive(true);
    }

    void answersAsTheBuiltInModelsTranscriptsSay_data() {
        QTest::addColumn<QString>("question");
        QTest::addColumn<QString>("answer");
        for (const auto& [question, answer] : test::demoAnswers())
            QTest::addRow("%s", qPrintable(question)) << question << answer;
    }
    void answersAsTheBuiltInModelsTranscriptsSay() {
        if (!shared_)
            shared_ = std::make_unique<Desk>(sharedFolder_.path());
        Desk& desk = *shared_;
        QFETCH(QString, question);
        QFETCH(QString, answer);
        desk.press(Qt::Key_N, Qt::ControlModifier);
        desk.type(question);
        QCOMPARE(desk.promptText(), question);
        QVERIFY(desk.replyAfter([&] { desk.press(Qt::Key_Return); }));
        QCOMPARE(desk.promptText(), QString());
        QTRY_COMPARE(desk.texts(), QStringList({question, answer}));
        QCOMPARE(desk.shown(1).toString().toUtf8(), answer.toUtf8());
    }

    void everyQuestionOfferedHasAnAnswer() {
        shared_.reset();
        const QTemporaryDir folder;
        Desk desk(folder.path());
        QStringList questions;
        for (const auto& known : test::demoAnswers())
            questions += known.question;
        QQuickItem* starters = desk.item("starters");
        QVERIFY(starters);
        const QStringList offered = starters->property("questions").toStringList();
        QVERIFY(offered.size() >= 4);
        for (const QString& question : offered)
            QVERIFY2(questions.contains(question), qPrintable(question));
    }

    void shiftEnterStartsALineAndEnterSends() {
        const QTemporaryDir folder;
        Desk desk(folder.path());
        desk.type("one");
        desk.press(Qt::Key_Return, Qt::ShiftModifier);
        desk.type("two");
        QCOMPARE(desk.promptText(), QStringLiteral("one\ntwo"));
        QCOMPARE(desk.transcript().count(), 0);
        QVERIFY(desk.replyAfter([&] { desk.press(Qt::Key_Enter, Qt::KeypadModifier); }));
        QCOMPARE(desk.shown(0).toString(), QStringLiteral("one\ntwo"));
    }

    void nothingIsSentWhileAWordIsComposed_data() {
        QTest::addColumn<int>("modifier");
        QTest::addRow("Enter") << static_cast<int>(Qt::NoModifier);
        QTest::addRow("Ctrl+Enter") << static_cast<int>(Qt::ControlModifier);
    }
    void nothingIsSentWhileAWordIsComposed() {
        QFETCH(int, modifier);
        const auto modifiers = static_cast<Qt::KeyboardModifiers>(modifier);
        const QTemporaryDir folder;
        Desk desk(folder.path());
        desk.compose("你");
        desk.compose("ni hao");
        desk.press(Qt::Key_Return, modifiers);
        QTest::qWait(50);
        QCOMPARE(desk.transcript().count(), 0);
        QVERIFY(!desk.view().replying());
        desk.compose({}, "你好");
        QCOMPARE(desk.promptText(), QStringLiteral("你好"));
        QVERIFY(desk.replyAfter([&] { desk.press(Qt::Key_Return, modifiers); }));
        QCOMPARE(desk.shown(1).toString(), QStringLiteral("你好！有什么可以帮你？"));
    }

    void blanksAloneAreNotSent() {
        const QTemporaryDir folder;
        Desk desk(folder.path());
        desk.type("  ");
        desk.press(Qt::Key_Return);
        QTest::qWait(50);
        QCOMPARE(desk.transcript().count(), 0);
    }

    void tabLeavesTheMessageFieldAndComesBack() {
        const QTemporaryDir folder;
        Desk desk(folder.path());
        QQuickItem* field = desk.item("promptField");
        QVERIFY(field->hasActiveFocus());
        int steps = 0;
        do {
            desk.press(Qt::Key_Tab);
            QVERIFY(desk.window->activeFocusItem() != nullptr);
        } while (!field->hasActiveFocus() && ++steps < 60);
        QVERIFY(field->hasActiveFocus());
        QVERIFY(steps > 3);
        QCOMPARE(desk.promptText(), QString());
    }

    void escapeStopsAReplyWhichCanThenBeContinued() {
        const QTemporaryDir folder;
        Desk desk(folder.path());
        desk.slowDown(20);
        desk.type("Tell me a story about a fox");
        QVERIFY(desk.replyAfter([&] {
            desk.press(Qt::Key_Return);
            QVERIFY(desk.waitForText(5));
            desk.press(Qt::Key_Escape);
        }));
        QVERIFY(desk.shown(1, TranscriptModel::UnfinishedRole).toBool());
        QVERIFY(desk.replyAfter([&] { desk.press(Qt::Key_G, Qt::ControlModifier); }));
        QVERIFY(desk.shown(1).toString().endsWith("The end."));
    }

    void chatsAreOpenedRenamedAndDeletedByKeys() {
        const QTemporaryDir folder;
        Desk desk(folder.path());
        QVERIFY(desk.converse("Hello"));
        desk.press(Qt::Key_N, Qt::ControlModifier);
        QVERIFY(desk.converse("What is RWKV?"));
        QTRY_COMPARE(desk.app.conversations()->count(), 2);
        QQuickItem* list = desk.item("conversationList");
        QVERIFY(list);
        list->forceActiveFocus(Qt::TabFocusReason);
        desk.press(Qt::Key_Home);
        desk.press(Qt::Key_Down);
        desk.press(Qt::Key_Return);
        QTRY_COMPARE(desk.texts().value(0), QStringLiteral("Hello"));

        list->forceActiveFocus(Qt::TabFocusReason);
        desk.press(Qt::Key_F2);
        desk.press(Qt::Key_A, Qt::ControlModifier);
        desk.type("Greeting");
        desk.press(Qt::Key_Return);
        QTRY_COMPARE(desk.view().title(), QStringLiteral("Greeting"));

        list->forceActiveFocus(Qt::TabFocusReason);
        desk.press(Qt::Key_Delete);
        desk.press(Qt::Key_Space); // the button under the focus keeps the chat
        QTest::qWait(50);
        QCOMPARE(desk.app.conversations()->count(), 2);
        list->forceActiveFocus(Qt::TabFocusReason);
        desk.press(Qt::Key_Delete);
        desk.press(Qt::Key_Tab);
        desk.press(Qt::Key_Space);
        QTRY_COMPARE(desk.app.conversations()->count(), 1);
        QCOMPARE(desk.transcript().count(), 0);
    }

    void theReadingPositionStaysWhileAReplyGrows() {
        const QTemporaryDir folder;
        Desk desk(folder.path());
        for (int i = 0; i < 6; ++i)
            QVERIFY(desk.converse("Write a poem about the sea"));
        QQuickItem* list = desk.item("transcript");
        QVERIFY(list);
        QTRY_VERIFY(list->property("atYEnd").toBool());
        desk.slowDown(10);
        QVERIFY(desk.replyAfter([&] {
            desk.view().sendText(test::kLongMessage);
            QVERIFY(desk.waitForText(3));
            QTRY_VERIFY(list->property("atYEnd").toBool());
            list->forceActiveFocus(Qt::TabFocusReason);
            desk.press(Qt::Key_PageUp);
            const double read = list->property("contentY").toDouble();
            QVERIFY(!list->property("atYEnd").toBool());
            QVERIFY(desk.waitForText(100));
            QCOMPARE(list->property("contentY").toDouble(), read);
        }));
        QVERIFY(!list->property("atYEnd").toBool());
        desk.press(Qt::Key_End);
        QTRY_VERIFY(list->property("atYEnd").toBool());
    }

    void aSelectionStaysWhileItsReplyGrows() {
        const QTemporaryDir folder;
        Desk desk(folder.path());
        desk.slowDown(10);
        QVERIFY(desk.replyAfter([&] {
            desk.view().sendText(test::kLongMessage);
            QVERIFY(desk.waitForText(20));
            QTRY_VERIFY(desk.texts().value(1).size() >= 15);
            QQuickItem* text = nullptr;
            for (QQuickItem* item : itemsBelow(desk.window->contentItem()))
                if (item->objectName() == "turnText")
                    text = item;
            QMetaObject::invokeMethod(text, "select", Q_ARG(int, 0), Q_ARG(int, 9));
            QVERIFY(desk.waitForText(60));
            QTRY_VERIFY(desk.texts().value(1).size() > 40);
            QCOMPARE(text->property("selectedText").toString(), QStringLiteral("Once upon"));
        }));
    }

    void everyPageLoadsAtEverySizeInBothLooksWithoutAWarning_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("theme");
        for (const QSize size : {QSize(480, 480), QSize(640, 480), QSize(1024, 700), QSize(1440, 900)})
            for (const char* theme : {"light", "dark"})
                QTest::addRow("%dx%d %s", size.width(), size.height(), theme) << size << theme;
    }
    void everyPageLoadsAtEverySizeInBothLooksWithoutAWarning() {
        QFETCH(QSize, size);
        QFETCH(QString, theme);
        const QTemporaryDir folder;
        Desk desk(folder.path(), size);
        desk.app.overrideTheme(theme);
        QVERIFY(desk.converse("Hello"));
        QVERIFY2(desk.item("promptField")->width() > 150, "there is room to write");
        for (const char* page : {"chat", "compare", "models", "settings"}) {
            desk.show(page);
            QTest::qWait(30);
            QVERIFY(!desk.window->grabWindow().isNull());
            for (QQuickItem* item : itemsBelow(desk.window->contentItem()))
                checkName(*item, page);
        }
        desk.press(Qt::Key_F1);
        desk.press(Qt::Key_Escape);
        QVERIFY2(desk.warnings.isEmpty(), qPrintable(desk.warnings.join('\n')));
    }

    void aNarrowWindowPutsTheListOfChatsIntoADrawer() {
        const QTemporaryDir folder;
        Desk desk(folder.path());
        QVERIFY(desk.item("conversationList"));
        desk.window->resize(600, 600);
        QTRY_VERIFY(!desk.item("conversationList"));
        desk.press(Qt::Key_B, Qt::ControlModifier);
        QTRY_VERIFY(desk.item("conversationList"));
        desk.press(Qt::Key_Escape);
        QTRY_VERIFY(!desk.item("conversationList"));
    }

private:
    /// Screen readers can name everything that can be used.
    static void checkName(QQuickItem& item, const char* page) {
        if (!item.isVisible() || !item.isEnabled())
            return;
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(&item);
        if (accessible == nullptr)
            return;
        const auto role = accessible->role();
        if (role != QAccessible::Button && role != QAccessible::CheckBox && role != QAccessible::ComboBox &&
            role != QAccessible::EditableText && role != QAccessible::PageTab)
            return;
        QVERIFY2(!accessible->text(QAccessible::Name).isEmpty(),
                 qPrintable(QStringLiteral("%1 on page %2").arg(item.metaObject()->className(), page)));
    }

    QTemporaryDir settings_, sharedFolder_;
    std::unique_ptr<Desk> shared_; // by the rows of the first test
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"

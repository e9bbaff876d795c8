// What a model reads before it answers.
#include "app/prompt.h"

#include <QTest>

using namespace aviary::app;

namespace {

QByteArray bytes(std::string_view text) {
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

class PromptTest : public QObject {
    Q_OBJECT
private slots:
    void messagesAreCleaned_data();
    void messagesAreCleaned();
    void aConversationBeginsAsTheFamilyExpects_data();
    void aConversationBeginsAsTheFamilyExpects();
    void turnsAreTwoLineEndsApartWhateverCameBefore_data();
    void turnsAreTwoLineEndsApartWhateverCameBefore();
    void unknownFamiliesAreWorld();
    void theDemoAnswersGreedilyWithoutPenalties();
    void repliesAreShownWithoutBlankEnds();
};

void PromptTest::messagesAreCleaned_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("clean");
    const auto row = [](const char* name, const char* text, const char* clean) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(clean);
    };
    row("nothing", "", "");
    row("blanks only", " \n\t ", "");
    row("ends", "  hi \n", "hi");
    row("line ends of every kind", "a\r\nb\rc\nd", "a\nb\nc\nd");
    row("blank lines collapse", "  a\r\n\r\nb\n\n\n\nc  ", "a\nb\nc");
    row("carriage returns collapse", "a\r\rb", "a\nb");
    row("ideographic space", "\u3000你好\u3000", "你好");
    row("no-break space", "\u00A0x\u00A0", "x");
    row("inner blanks stay", "a  b\tc", "a  b\tc");
    row("a word that ends like a blank", "\u8080", "\u8080"); // E8 82 80
}

void PromptTest::messagesAreCleaned() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, clean);
    QCOMPARE(bytes(cleanMessage(text.toStdString())), clean);
}

void PromptTest::aConversationBeginsAsTheFamilyExpects_data() {
    QTest::addColumn<QByteArray>("family");
    QTest::addColumn<QByteArray>("system");
    QTest::addColumn<QByteArray>("prompt");
    const QByteArray opening =
        "User: hi\n\nAssistant: Hi. I am your assistant and I will provide expert full response in "
        "full details. Please feel free to ask any question and I will always answer it.\n\n";
    QTest::newRow("demo") << QByteArray("demo") << QByteArray() << QByteArray("User: Hello\n\nAssistant:");
    QTest::newRow("world") << QByteArray("world") << QByteArray()
                           << opening + QByteArray("User: Hello\n\nAssistant:");
    QTest::newRow("system text replaces the opening")
        << QByteArray("world") << QByteArray("Be\n\nterse. ")
        << QByteArray("System: Be\nterse.\n\nUser: Hello\n\nAssistant:");
    QTest::newRow("a blank system text is none")
        << QByteArray("world") << QByteArray(" \n ") << opening + QByteArray("User: Hello\n\nAssistant:");
}

void PromptTest::aConversationBeginsAsTheFamilyExpects() {
    QFETCH(QByteArray, family);
    QFETCH(QByteArray, system);
    QFETCH(QByteArray, prompt);
    QCOMPARE(bytes(framePrompt(chatFamily(family.toStdString()), "", system.toStdString(), " Hello ")),
             prompt);
}

void PromptTest::turnsAreTwoLineEndsApartWhateverCameBefore_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::newRow("none") << QByteArray("Assistant: Hello!");
    QTest::newRow("one") << QByteArray("Assistant: Hello!\n");
    QTest::newRow("two") << QByteArray("Assistant: Hello!\n\n");
}

void PromptTest::turnsAreTwoLineEndsApartWhateverCameBefore() {
    QFETCH(QByteArray, before);
    const std::string next =
        framePrompt(chatFamily("world"), before.toStdString(), "Be terse.", "And\n\nthen?");
    QCOMPARE(before + bytes(next), QByteArray("Assistant: Hello!\n\nUser: And\nthen?\n\nAssistant:"));
}

void PromptTest::unknownFamiliesAreWorld() {
    QCOMPARE(chatFamily("").name, std::string_view("world"));
    QCOMPARE(chatFamily("llama").name, std::string_view("world"));
    QCOMPARE(chatFamily("demo").name, std::string_view("demo"));
    QCOMPARE(chatFamily("world").stops,
             (std::vector<std::string>{"\n\nUser:", "\n\nSystem:", "\n\nAssistant:"}));
    QCOMPARE(chatFamily("world").sampling.topP, 0.3F);
}

void PromptTest::theDemoAnswersGreedilyWithoutPenalties() {
    const auto& sampling = chatFamily("demo").sampling;
    QCOMPARE(sampling.temperature, 0.0F);
    QCOMPARE(sampling.presence, 0.0F);
    QCOMPARE(sampling.frequency, 0.0F);
    QCOMPARE(chatFamily("demo").stops, std::vector<std::string>{"\n\nUser:"});
}

void PromptTest::repliesAreShownWithoutBlankEnds() {
    QCOMPARE(bytes(shownReply(" Hello!\n\nBye.\n")), QByteArray("Hello!\n\nBye."));
    QCOMPARE(bytes(shownReply(" \n")), QByteArray());
}

QTEST_APPLESS_MAIN(PromptTest)
#include "prompt_test.moc"

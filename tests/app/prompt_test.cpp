// What a model reads before it answers.
#include "app/prompt.h"
#include "tests/support/test_paths.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace aviary;
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
    void thinkingIsAskedForAndHidden();
    void familiesFrameAConversation_data();
    void familiesFrameAConversation();
    void aTurnThatEndedHalfIsCompleted_data();
    void aTurnThatEndedHalfIsCompleted();
    void whatWouldEndATurnIsTakenOut();
    void promptsAreThePublishedOnes();
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

void PromptTest::thinkingIsAskedForAndHidden() {
    const ChatFamily& g1 = chatFamily("g1");
    QCOMPARE(g1.thinking.front().name, std::string_view("fast"));
    QVERIFY(thinkMode(g1, "deep") == nullptr);
    QVERIFY(thinkMode(chatFamily("world"), "on") == nullptr);
    const ThinkMode* lengthy = thinkMode(g1, "long");
    QVERIFY(lengthy != nullptr);
    QCOMPARE(bytes(framePrompt(g1, "Assistant: 2", "", "3?", *lengthy)),
             QByteArray("\n\nUser: 3? (think a lot)\n\nAssistant: <think"));
    QCOMPARE(bytes(afterThinking(" <think>one</think>two")), QByteArray("two"));
    QCOMPARE(bytes(afterThinking(" <think>one")), QByteArray());
    QCOMPARE(bytes(afterThinking("say <think>one</think>")), QByteArray("say <think>one</think>"));
    QCOMPARE(bytes(afterThinking("<think></think>`</think>`")), QByteArray("`</think>`"));
}

void PromptTest::familiesFrameAConversation_data() {
    QTest::addColumn<QByteArray>("family");
    QTest::addColumn<QByteArray>("prompt");
    const auto row = [](const char* family, const char* prompt) {
        QTest::newRow(family) << QByteArray(family) << QByteArray(prompt);
    };
    row("world", "System: Be terse.\n\nUser: a\n\nAssistant: b\n\nUser: c\n\nAssistant:");
    row("g1-flower", "System✿Be terse.✿\nUser✿a✿\nBot✿b✿\nUser✿c✿\nBot✿");
    row("raven", "\nBe terse.\n\nBob: a\n\nAlice: b\n\nBob: c\n\nAlice:");
    row("raven-instruction",
        "\nBe terse.\n\n# Instruction:\na\n\n# Response:\nb\n\n# Instruction:\nc\n\n# Response:\n");
    row("instruction", "Be terse.\n\nInstruction: a\n\nResponse: b\n\nInstruction: c\n\nResponse:");
    row("question", "Be terse.\n\nQuestion: a\n\nAnswer: b\n\nQuestion: c\n\nAnswer:");
}

void PromptTest::familiesFrameAConversation() {
    QFETCH(QByteArray, family);
    QFETCH(QByteArray, prompt);
    using Role = ChatMessage::Role;
    const std::vector<ChatMessage> messages{
        {Role::System, "Be terse."}, {Role::User, "a"}, {Role::Assistant, " b\n"}, {Role::User, "c"}};
    QCOMPARE(chatFamily(family.toStdString()).name, std::string_view(family.constData()));
    QCOMPARE(bytes(frameConversation(chatFamily(family.toStdString()), messages)), prompt);
}

void PromptTest::aTurnThatEndedHalfIsCompleted_data() {
    QTest::addColumn<QByteArray>("before");
    QTest::newRow("not at all") << QByteArray("Bot✿Hello!");
    QTest::newRow("half") << QByteArray("Bot✿Hello!✿");
    QTest::newRow("whole") << QByteArray("Bot✿Hello!✿\n");
}

void PromptTest::aTurnThatEndedHalfIsCompleted() {
    QFETCH(QByteArray, before);
    const std::string next = framePrompt(chatFamily("g1-flower"), before.toStdString(), "", "And?");
    QCOMPARE(before + bytes(next), QByteArray("Bot✿Hello!✿\nUser✿And?✿\nBot✿"));
}

void PromptTest::whatWouldEndATurnIsTakenOut() {
    QCOMPARE(bytes(framePrompt(chatFamily("g1-flower"), "", "", "a✿✿b")), QByteArray("User✿ab✿\nBot✿"));
}

void PromptTest::promptsAreThePublishedOnes() {
    AVIARY_NEEDS_SHARED();
    const QHash<QString, const char*> families{
        {"g1-colon", "g1"}, {"g1h-flower", "g1-flower"}, {"world", "world"}};
    const QHash<QString, const char*> modes{
        {"off", "off"},     {"think", "on"},           {"fake", "fast"}, {"fake_nl", "fast-line"},
        {"short", "short"}, {"think_std", "on-asked"}, {"long", "long"}, {"zh_hint", "chinese"}};
    const QHash<QString, ChatMessage::Role> roles{{"system", ChatMessage::Role::System},
                                                  {"user", ChatMessage::Role::User},
                                                  {"assistant", ChatMessage::Role::Assistant}};
    QFile file(test::sharedFile("golden/chat/prompts.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    int rows = 0;
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        const ChatFamily& family = chatFamily(families[row["template"].toString()]);
        const ThinkMode* mode = thinkMode(family, modes[row["mode"].toString()]);
        QVERIFY2(mode != nullptr, line.constData());
        std::vector<ChatMessage> messages;
        for (const auto& message : row["messages"].toArray())
            messages.push_back({roles[message.toObject()["role"].toString()],
                                message.toObject()["content"].toString().toStdString()});
        QCOMPARE(bytes(frameConversation(family, messages, *mode)), row["prompt"].toString().toUtf8());
        ++rows;
    }
    QVERIFY(rows >= 55);
}

QTEST_APPLESS_MAIN(PromptTest)
#include "prompt_test.moc"

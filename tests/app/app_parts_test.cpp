// The small parts beside Chat and Library: paths, titles, options, the channel, figures of the process.
#include "app/chat_options.h"
#include "app/conversation_title.h"
#include "app/paths.h"
#include "app/process_memory.h"
#include "app/reading.h"
#include "app/reply_channel.h"

#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace aviary;

class AppPartsTest : public QObject {
    Q_OBJECT
private slots:
    void aTitleIsTheFirstLineCutAtAWord_data() {
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("title");
        const QString sixty(60, 'x');
        QTest::addRow("short") << "Hello"
                               << "Hello";
        QTest::addRow("white space") << "\n  Hello \t there  \nmore"
                                     << "Hello there";
        QTest::addRow("windows lines") << "one\r\ntwo"
                                       << "one";
        QTest::addRow("nothing") << " \n "
                                 << "";
        QTest::addRow("sixty") << sixty << sixty;
        QTest::addRow("one long word") << sixty + "yz" << QString(59, 'x') + u'…';
        QTest::addRow("words")
            << "Please explain to me how the tides work and why there are two of them a day"
            << "Please explain to me how the tides work and why there are…";
        // A family of four persons is one character of 11 units; the sixth does not fit into 59.
        const QString family = QString::fromUtf8("👨‍👩‍👧‍👦");
        QTest::addRow("emoji") << family.repeated(6) << family.repeated(5) + u'…';
        QTest::addRow("combining") << QString::fromUtf8("é").repeated(30) + "e\u0301" + QString(40, 'a')
                                   << QString::fromUtf8("é").repeated(30) + "e\u0301" + QString(27, 'a') +
                                          u'…';
    }
    void aTitleIsTheFirstLineCutAtAWord() {
        QFETCH(QString, message);
        QFETCH(QString, title);
        QCOMPARE(app::conversationTitle(message), title);
        QVERIFY(app::conversationTitle(message).size() <= 60);
    }

    void theDataFolderFollowsTheEnvironment() {
        qputenv("AVIARY_HOME", "/one/ü");
        QCOMPARE(app::toUtf8(app::dataFolder()), "/one/ü");
        qunsetenv("AVIARY_HOME");
#if defined(Q_OS_LINUX)
        qputenv("XDG_DATA_HOME", "/two");
        QCOMPARE(app::toUtf8(app::dataFolder()), "/two/aviary");
        qputenv("XDG_DATA_HOME", "relative");
        qputenv("HOME", "/people/me");
        QCOMPARE(app::toUtf8(app::dataFolder()), "/people/me/.local/share/aviary");
#endif
    }

    void pathsGoToUtf8AndBack() {
        const std::string name = "模型/ü é/🦢";
        QCOMPARE(app::toUtf8(app::pathFromUtf8(name)), name);
    }

    void theProcessUsesMemoryAndTime() {
#if defined(Q_OS_LINUX)
        const auto before = app::processUsage();
        QVERIFY(before.residentBytes && before.cpuSeconds);
        std::vector<char> block(64 << 20, 1); // touched
        const auto cpu = [] { return *app::processUsage().cpuSeconds; };
        for (const double start = cpu(); cpu() < start + 0.02;)
            block[block.size() / 2] ^= 1;
        const auto after = app::processUsage();
        QVERIFY(*after.residentBytes > *before.residentBytes + (48 << 20));
        QVERIFY(*after.residentBytes < *before.residentBytes + (256 << 20));
        QVERIFY(*after.cpuSeconds > *before.cpuSeconds);
#else
        QSKIP("this system does not tell");
#endif
    }

    void optionsChangeThePresetAndNonsenseDoesNot() {
        const QTemporaryDir folder;
        auto store = store::Store::open(app::pathFromUtf8(folder.path().toStdString()));
        QVERIFY(store.has_value());
        const engine::SamplingOptions preset{.temperature = 0.7F, .topP = 0.3F, .presence = 0.5F};

        const auto plain = app::readChatOptions(**store);
        QVERIFY(plain.has_value());
        QVERIFY(!plain->seed);
        const auto same = app::samplingFor(*plain, preset, 5);
        QCOMPARE(same.temperature, 0.7F);
        QCOMPARE(same.topP, 0.3F);
        QCOMPARE(same.seed, 5U);

        for (const auto& [key, value] : {std::pair("chat.temperature", "1.5"),
                                         {"chat.topP", "2"},
                                         {"chat.presence", "nan"},
                                         {"chat.frequency", "-0.25"},
                                         {"chat.seed", "18446744073709551615"},
                                         {"chat.maxTokens", "12 "}})
            QVERIFY((*store)->setSetting(key, value).has_value());
        const auto options = app::readChatOptions(**store);
        QVERIFY(options.has_value());
        const auto sampling = app::samplingFor(*options, preset, 5);
        QCOMPARE(sampling.temperature, 1.5F);
        QCOMPARE(sampling.topP, 0.3F);     // 2 is no probability
        QCOMPARE(sampling.presence, 0.5F); // no number
        QCOMPARE(sampling.frequency, -0.25F);
        QCOMPARE(*options->seed, UINT64_MAX);
        QCOMPARE(options->maxTokens, app::ChatOptions().maxTokens);
    }

    void theChannelGivesEverythingOnceAndTheEndLast() {
        app::ReplyChannel channel;
        QVERIFY(channel.drain().empty());
        channel.add(engine::Progress{3, 9, 0.1});
        channel.add(engine::Progress{9, 9, 0.2});
        channel.add(engine::Piece{65, "A", 0.3});
        channel.add(engine::Piece{66, "", 0.4});
        const auto first = channel.drain();
        QCOMPARE(first.text, "A");
        QCOMPARE(first.tokens, (std::vector<engine::Token>{65, 66}));
        QCOMPARE(first.progress->done, 9U);
        QCOMPARE(first.firstTokenSeconds, 0.3);
        QVERIFY(!first.closing);
        QVERIFY(channel.drain().empty());

        std::thread engine([&] {
            channel.add(engine::Piece{67, "C", 0.5});
            channel.add(
                engine::Finished{.reason = engine::StopReason::Cancelled, .position = {}, .rest = "D"});
        });
        const auto last = channel.drainToTheEnd();
        engine.join();
        QCOMPARE(last.text, "CD");
        QCOMPARE(last.firstTokenSeconds, 0.3);
        QCOMPARE(std::get<engine::Finished>(*last.closing).reason, engine::StopReason::Cancelled);
        QVERIFY(!channel.drain().closing);
    }

    void aDraftEndsWithAWholeTokenAndAWholeCharacter() {
        const auto bytes = engine::makeByteTokenizer(true);
        const auto tokens = bytes->encode("aé\n\nUs");
        const auto whole = [&](std::string_view text, std::size_t count) {
            return app::wholePart(*bytes, text, std::span(tokens).first(count));
        };
        QCOMPARE(whole("a", 2).text, std::string_view("a")); // half of é has come
        QCOMPARE(whole("a", 2).tokens.size(), 1U);
        QCOMPARE(whole("aé", 3).tokens.size(), 3U);
        QCOMPARE(whole("aé", 7).text, std::string_view("aé")); // the rest is held back
        QCOMPARE(whole("aé", 7).tokens.size(), 3U);
        QCOMPARE(whole("aé\n\nUs", 7).tokens.size(), 7U);
        QCOMPARE(whole("", 0).tokens.size(), 0U);
    }

    void ofATokenThatIsOnlyPartlyShownADraftHasNothing() {
        // Every byte, and one token of three.
        std::string vocabulary;
        for (int byte = 0; byte < 256; ++byte)
            vocabulary += QString::asprintf("%d b'\\x%02x' 1\n", byte + 1, byte).toStdString();
        const auto made = engine::makeWorldTokenizer(vocabulary + "257 '.\\n\\n' 3\n");
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const engine::Tokenizer& world = **made;
        const std::vector<engine::Token> tokens{'a' + 1, 257};
        const auto whole = app::wholePart(world, "a.", tokens);
        QCOMPARE(whole.text, std::string_view("a"));
        QCOMPARE(whole.tokens.size(), 1U);
    }

    void shownTextHoldsBackHalfCharactersAndBeginningsOfStopTexts() {
        const auto bytes = engine::makeByteTokenizer(true);
        const auto shown = [&](std::string_view text) {
            return app::shownText(*bytes, {"\n\nUser:"}, bytes->encode(text));
        };
        QCOMPARE(shown("Hi\n\nUs"), "Hi");
        QCOMPARE(shown("Hi\n\nUp"), "Hi\n\nUp");
        QCOMPARE(shown("Hi \xC3"), "Hi ");
    }
};

QTEST_GUILESS_MAIN(AppPartsTest)
#include "app_parts_test.moc"

#include "app/desktop/desktop_options.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace aviary::desktop {
namespace {

[[noreturn]] void wrongUsage(const QString& what) {
    std::fprintf(stderr, "aviary: %s\n", qPrintable(what));
    std::exit(2);
}

} // namespace

bool asksForWordsOnly(std::span<char* const> arguments) {
    constexpr std::string_view kWords[] = {"-h", "--help", "--help-all", "-v", "--version"};
    return std::ranges::any_of(arguments, [&](const char* argument) {
        return std::ranges::find(kWords, argument) != std::end(kWords);
    });
}

Options parseOptions() {
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Chat with RWKV language models on this computer."));
    parser.addPositionalArgument(QStringLiteral("model"), QStringLiteral("A model file to open."),
                                 QStringLiteral("[model]"));
    parser.addOptions({
        {QStringLiteral("self-test"), QStringLiteral("Load every page and exit.")},
        {QStringLiteral("grab"), QStringLiteral("Write a PNG of every page into this folder and exit."),
         QStringLiteral("folder")},
        {QStringLiteral("render"), QStringLiteral("Draw this text file as a chat message and exit."),
         QStringLiteral("file")},
        {QStringLiteral("theme"), QStringLiteral("light or dark."), QStringLiteral("name")},
        {QStringLiteral("language"), QStringLiteral("Language of the window, e.g. zh_CN."),
         QStringLiteral("code")},
        {QStringLiteral("size"), QStringLiteral("Size of the window, e.g. 1440x900."), QStringLiteral("WxH")},
    });
    parser.addHelpOption();
    parser.addVersionOption();
    if (!parser.parse(QCoreApplication::arguments()))
        wrongUsage(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        parser.showHelp(0);
    if (parser.isSet(QStringLiteral("version")))
        parser.showVersion();

    Options options;
    options.selfTest = parser.isSet(QStringLiteral("self-test"));
    options.grab = parser.value(QStringLiteral("grab"));
    options.render = parser.value(QStringLiteral("render"));
    options.theme = parser.value(QStringLiteral("theme"));
    options.language = parser.value(QStringLiteral("language"));
    if (!options.theme.isEmpty() && options.theme != QStringLiteral("light") &&
        options.theme != QStringLiteral("dark"))
        wrongUsage(QStringLiteral("--theme is light or dark, not ") + options.theme);
    if (parser.isSet(QStringLiteral("size"))) {
        const auto parts = parser.value(QStringLiteral("size")).split(QLatin1Char('x'));
        if (parts.size() == 2)
            options.size = QSize(parts[0].toInt(), parts[1].toInt());
        if (options.size.width() < 200 || options.size.height() < 200 || options.size.width() > 8000 ||
            options.size.height() > 8000)
            wrongUsage(QStringLiteral("--size is like 1440x900, not ") +
                       parser.value(QStringLiteral("size")));
    }
    if (!parser.positionalArguments().isEmpty())
        options.file = parser.positionalArguments().first();
    return options;
}

} // namespace aviary::desktop

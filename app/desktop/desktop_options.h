// The desktop program's command line.
#pragma once

#include <QSize>
#include <QString>

#include <span>

namespace aviary::desktop {

struct Options {
    QString file{};     ///< a model to open
    QString grab{};     ///< folder for a picture of every page
    QString render{};   ///< text file to draw as a message
    QString theme{};    ///< "light", "dark"; empty: the setting
    QString language{}; ///< empty: the setting
    QSize size{};
    bool selfTest = false;
};

/// Whether --help or --version is asked for, which need no display. Callable before the application exists.
bool asksForWordsOnly(std::span<char* const> arguments);

/// Prints and ends the program on wrong usage (exit 2), --help and --version.
Options parseOptions();

} // namespace aviary::desktop

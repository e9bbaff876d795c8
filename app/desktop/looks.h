// Fonts and language of the whole program.
#pragma once

#include <QString>

class QQmlEngine;

namespace aviary::desktop {

/// Families that cover the scripts people write in; of the Han ones that of the language comes first.
void chooseFonts(const QString& language);

/// Installs the language's translations ("" = the system's), turns the layout, and redraws what is shown.
void speak(const QString& language, QQmlEngine* engine);

} // namespace aviary::desktop

// What a new conversation is called.
#pragma once

#include <QString>

namespace aviary::app {

/// The first line of `message` that has text, its white space simplified. Longer than 60 UTF-16 units, it
/// ends after the last whole word that fits (or the last whole character, if one word fills the line) with
/// "…".
QString conversationTitle(const QString& message);

} // namespace aviary::app

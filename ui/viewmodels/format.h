// Numbers as people read them, in their own locale.
#pragma once

#include "app/store/store.h"

#include <QString>

namespace aviary::ui {

QString bytesText(double bytes);           ///< "12.4 MiB"
QString speedText(double tokensPerSecond); ///< "14.2 tokens/s"; empty for 0
QString durationText(double seconds);      ///< "320 ms", "4.1 s"
QString parametersText(qint64 parameters); ///< "2.6 M parameters"
QString replyFactsText(
    const store::ReplyFacts& facts); ///< "34 tokens · 410 tokens/s · first after 12 ms"; empty when unknown

} // namespace aviary::ui

#include "ui/viewmodels/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

namespace aviary::ui {
namespace {

QString tr(const char* text, int n = -1) {
    return QCoreApplication::translate("Format", text, nullptr, n);
}

QString number(double value) {
    return QLocale().toString(value, 'f', value < 100 ? 1 : 0);
}

} // namespace

QString bytesText(double bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeIecFormat);
}

QString speedText(double tokensPerSecond) {
    return tokensPerSecond > 0 ? tr("%1 tokens/s").arg(number(tokensPerSecond)) : QString();
}

QString durationText(double seconds) {
    if (seconds < 1)
        return tr("%1 ms").arg(QLocale().toString(qRound(seconds * 1000)));
    return tr("%1 s").arg(number(seconds));
}

QString parametersText(qint64 parameters) {
    if (parameters <= 0)
        return {};
    const auto count = static_cast<double>(parameters);
    if (count >= 1e9)
        return tr("%1 billion parameters").arg(number(count / 1e9));
    return tr("%1 million parameters").arg(number(count / 1e6));
}

QString replyFactsText(const store::ReplyFacts& facts) {
    QStringList parts;
    if (facts.replyTokens > 0)
        parts += tr("%n tokens", static_cast<int>(facts.replyTokens));
    if (facts.replyTokens > 1 && facts.decodeSeconds > 0)
        parts += speedText(static_cast<double>(facts.replyTokens - 1) / facts.decodeSeconds);
    if (facts.firstTokenSeconds > 0)
        parts += tr("first after %1").arg(durationText(facts.firstTokenSeconds));
    return parts.join(QStringLiteral(" · "));
}

} // namespace aviary::ui

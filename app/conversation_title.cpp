#include "app/conversation_title.h"

#include <QTextBoundaryFinder>

namespace aviary::app {
namespace {

constexpr qsizetype kLongest = 60;
constexpr qsizetype kRoom = kLongest - 1; // the ellipsis takes one

/// The last boundary of this kind within the room; 0 when there is none but the beginning.
qsizetype lastBoundary(QTextBoundaryFinder::BoundaryType type, const QString& line) {
    QTextBoundaryFinder finder(type, line);
    finder.setPosition(kRoom);
    return finder.isAtBoundary() ? kRoom : qMax(finder.toPreviousBoundary(), qsizetype{0});
}

} // namespace

QString conversationTitle(const QString& message) {
    QString line = message.trimmed();
    const auto isLineEnd = [](QChar c) { return c == u'\n' || c == u'\r' || c == QChar::LineSeparator; };
    line.truncate(std::find_if(line.cbegin(), line.cend(), isLineEnd) - line.cbegin());
    line = line.simplified();
    if (line.size() <= kLongest)
        return line;

    // A word boundary inside the first half cuts away too much of a line without spaces.
    auto end = lastBoundary(QTextBoundaryFinder::Word, line);
    if (end < kLongest / 2)
        end = lastBoundary(QTextBoundaryFinder::Grapheme, line);
    return line.first(end).trimmed() + u'…';
}

} // namespace aviary::app

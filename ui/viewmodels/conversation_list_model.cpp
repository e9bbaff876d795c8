#include "ui/viewmodels/conversation_list_model.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace aviary::ui {
namespace {

/// Today the time, before that the date.
QString usedText(qint64 ms) {
    const QDateTime then = QDateTime::fromMSecsSinceEpoch(ms);
    const QLocale locale;
    if (then.date() == QDate::currentDate())
        return locale.toString(then.time(), QLocale::ShortFormat);
    return locale.toString(then.date(), QLocale::ShortFormat);
}

} // namespace

int ConversationListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : count();
}

QVariant ConversationListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const store::Conversation& c = conversations_[static_cast<std::size_t>(index.row())];
    switch (role) {
    case IdRole:
        return static_cast<qint64>(c.id);
    case Qt::DisplayRole:
    case TitleRole:
        return QString::fromStdString(c.title);
    case UsedRole:
        return usedText(c.updatedMs);
    default:
        return {};
    }
}

QHash<int, QByteArray> ConversationListModel::roleNames() const {
    return {{IdRole, "conversationId"}, {TitleRole, "title"}, {UsedRole, "used"}};
}

void ConversationListModel::show(const std::vector<store::Conversation>& conversations) {
    beginResetModel();
    conversations_ = conversations;
    endResetModel();
    emit countChanged();
}

const store::Conversation* ConversationListModel::find(store::ConversationId id) const {
    const auto at = std::ranges::find(conversations_, id, &store::Conversation::id);
    return at == conversations_.end() ? nullptr : &*at;
}

} // namespace aviary::ui

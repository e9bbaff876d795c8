#include "ui/viewmodels/transcript_model.h"

#include "ui/viewmodels/format.h"

#include <algorithm>
#include <utility>

namespace aviary::ui {
namespace {

QString shown(const store::Turn& turn) {
    const QString text = QString::fromStdString(turn.text);
    if (turn.role != store::Role::Assistant)
        return text;
    // While a reply grows, blanks at its end may turn out to belong inside it.
    qsizetype begin = 0;
    while (begin < text.size() && text[begin].isSpace())
        ++begin;
    if (turn.status == store::TurnStatus::Draft)
        return text.mid(begin);
    return text.trimmed();
}

bool unfinished(const store::Turn& turn) {
    return turn.status == store::TurnStatus::Stopped || turn.status == store::TurnStatus::Interrupted;
}

} // namespace

TranscriptModel::Row TranscriptModel::makeRow(const store::Turn& turn, std::vector<store::TurnId> siblings) {
    if (siblings.empty())
        siblings = {turn.id};
    return {turn, shown(turn), std::move(siblings)};
}

int TranscriptModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : count();
}

QVariant TranscriptModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = rows_[static_cast<std::size_t>(index.row())];
    switch (role) {
    case TurnRole:
        return static_cast<qint64>(row.turn.id);
    case Qt::DisplayRole:
    case TextRole:
        return row.text;
    case FromUserRole:
        return row.turn.role == store::Role::User;
    case WritingRole:
        return row.turn.status == store::TurnStatus::Draft;
    case UnfinishedRole:
        return unfinished(row.turn);
    case InterruptedRole:
        return row.turn.status == store::TurnStatus::Interrupted;
    case SiblingRole: {
        const auto at = std::ranges::find(row.siblings, row.turn.id);
        return static_cast<int>(at - row.siblings.begin()) + 1;
    }
    case SiblingCountRole:
        return static_cast<int>(row.siblings.size());
    case ModelRole:
        return QString::fromStdString(row.turn.model);
    case FactsRole:
        return row.turn.role == store::Role::Assistant ? replyFactsText(row.turn.facts) : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> TranscriptModel::roleNames() const {
    return {{TurnRole, "turnId"},           {TextRole, "text"},
            {FromUserRole, "fromUser"},     {WritingRole, "writing"},
            {UnfinishedRole, "unfinished"}, {InterruptedRole, "interrupted"},
            {SiblingRole, "sibling"},       {SiblingCountRole, "siblingCount"},
            {ModelRole, "modelName"},       {FactsRole, "facts"}};
}

void TranscriptModel::showPath(const std::vector<store::Turn>& path,
                               const std::vector<std::vector<store::TurnId>>& siblings) {
    beginResetModel();
    rows_.clear();
    for (std::size_t i = 0; i < path.size(); ++i)
        rows_.push_back(makeRow(path[i], i < siblings.size() ? siblings[i] : std::vector<store::TurnId>()));
    endResetModel();
    emit countChanged();
}

void TranscriptModel::append(const store::Turn& turn) {
    beginInsertRows({}, count(), count());
    rows_.push_back(makeRow(turn, {}));
    endInsertRows();
    emit countChanged();
}

void TranscriptModel::grow(store::TurnId turn, const QString& text) {
    const int at = find(turn);
    if (at < 0 || text.isEmpty())
        return;
    Row& row = rows_[static_cast<std::size_t>(at)];
    row.turn.text += text.toStdString();
    row.text += text;
    if (row.text.size() == text.size())
        row.text = shown(row.turn);
    emit dataChanged(index(at), index(at), {TextRole});
}

void TranscriptModel::replace(const store::Turn& turn) {
    const int at = find(turn.id);
    if (at < 0)
        return;
    Row& row = rows_[static_cast<std::size_t>(at)];
    const bool sameText = row.text == shown(turn);
    row = makeRow(turn, std::move(row.siblings));
    QList<int> roles{WritingRole, UnfinishedRole, InterruptedRole, FactsRole, ModelRole};
    if (!sameText)
        roles.append(TextRole);
    emit dataChanged(index(at), index(at), roles);
}

void TranscriptModel::clear() {
    showPath({}, {});
}

const store::Turn* TranscriptModel::turn(int row) const {
    return row >= 0 && row < count() ? &rows_[static_cast<std::size_t>(row)].turn : nullptr;
}

std::optional<store::TurnId> TranscriptModel::sibling(int row, int step) const {
    const store::Turn* current = turn(row);
    if (current == nullptr)
        return {};
    const auto& siblings = rows_[static_cast<std::size_t>(row)].siblings;
    const auto at = std::ranges::find(siblings, current->id) - siblings.begin() + step;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(siblings.size()))
        return {};
    return siblings[static_cast<std::size_t>(at)];
}

int TranscriptModel::find(store::TurnId turn) const {
    const auto at = std::ranges::find(rows_, turn, [](const Row& row) { return row.turn.id; });
    return at == rows_.end() ? -1 : static_cast<int>(at - rows_.begin());
}

} // namespace aviary::ui

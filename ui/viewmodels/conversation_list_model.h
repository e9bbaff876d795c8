// The conversations, newest use first.
#pragma once

#include "app/store/store.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace aviary::ui {

/// Lives on the UI thread. Owned by AppViewModel, never created from QML.
class ConversationListModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Provided by AppViewModel")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
public:
    enum Role { IdRole = Qt::UserRole + 1, TitleRole, UsedRole };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return static_cast<int>(conversations_.size()); }

    void show(const std::vector<store::Conversation>& conversations);
    const store::Conversation* find(store::ConversationId id) const;
    const store::Conversation* first() const {
        return conversations_.empty() ? nullptr : &conversations_.front();
    }

signals:
    void countChanged();

private:
    std::vector<store::Conversation> conversations_;
};

} // namespace aviary::ui

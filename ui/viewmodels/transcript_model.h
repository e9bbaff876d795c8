// The turns on the path that is shown.
#pragma once

#include "app/store/store.h"

#include <QAbstractListModel>
#include <QString>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace aviary::ui {

/// Oldest first. While a reply streams, text grows only in its row; any other change resets the path.
/// Lives on the UI thread. Owned by ChatViewModel, never created from QML.
class TranscriptModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Provided by ChatViewModel")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
public:
    enum Role {
        TurnRole = Qt::UserRole + 1, ///< id
        TextRole,                    ///< as it is shown
        FromUserRole,
        WritingRole,     ///< the reply is being written
        UnfinishedRole,  ///< the reply was stopped or interrupted and can be continued
        InterruptedRole, ///< ... because the program ended
        SiblingRole,     ///< place among its siblings, from 1
        SiblingCountRole,
        ModelRole, ///< name of the model that wrote it
        FactsRole, ///< speed and tokens, for people
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return static_cast<int>(rows_.size()); }

    void showPath(const std::vector<store::Turn>& path,
                  const std::vector<std::vector<store::TurnId>>& siblings);
    void append(const store::Turn& turn);
    void grow(store::TurnId turn, const QString& text);
    void replace(const store::Turn& turn);
    void clear();

    /// Null for a row that is not there.
    const store::Turn* turn(int row) const;
    const store::Turn* last() const { return turn(count() - 1); }
    /// The sibling `step` places further, if there is one.
    std::optional<store::TurnId> sibling(int row, int step) const;

signals:
    void countChanged();

private:
    struct Row {
        store::Turn turn;
        QString text; // shown form of turn.text
        std::vector<store::TurnId> siblings;
    };
    static Row makeRow(const store::Turn& turn, std::vector<store::TurnId> siblings);
    int find(store::TurnId turn) const;

    std::vector<Row> rows_;
};

} // namespace aviary::ui

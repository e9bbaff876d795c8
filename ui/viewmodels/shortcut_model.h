// The one table of keyboard shortcuts: it makes them and it lists them.
#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace aviary::ui {

class ShortcutModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Provided by AppViewModel")
public:
    enum Role {
        ActionRole = Qt::UserRole + 1, ///< id; empty: done by the component that has the focus
        SequencesRole,                 ///< portable texts, e.g. "Ctrl+N"
        KeysRole,                      ///< as this system writes it
        DescriptionRole,
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
};

} // namespace aviary::ui

// The models a person can choose from.
#pragma once

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace aviary::app {
class Library;
}

namespace aviary::ui {

/// A view of Library. Lives on the UI thread. Owned by AppViewModel, never created from QML.
class ModelListModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Provided by AppViewModel")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        NameRole,
        GenerationRole, ///< "RWKV-7"
        BuiltInRole,
        MissingRole,
        LoadedRole,
        FactsRole, ///< "2.6 million parameters · 5.0 MiB"
        PathRole,
    };

    explicit ModelListModel(app::Library& library, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }

    /// Row of a model; -1: not in the list.
    Q_INVOKABLE int rowOf(const QString& id) const;
    Q_INVOKABLE QString idAt(int row) const;

signals:
    void countChanged();

private:
    app::Library& library_;
    int rows_ = 0;
};

} // namespace aviary::ui

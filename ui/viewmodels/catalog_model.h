// The models a person can download.
#pragma once

#include "app/downloads.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace aviary::ui {

/// A view of Downloads; what is on this computer already is left out. Lives on the UI thread. Owned by
/// AppViewModel, never created from QML.
class CatalogModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Provided by AppViewModel")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(bool running READ running NOTIFY runningChanged) ///< something is on its way
public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        NameRole,
        DescriptionRole,
        FactsRole,    ///< "RWKV-7 · 0.8 GiB · Apache-2.0 · 2026-02-10"
        StateRole,    ///< "absent" "running" "paused" "failed"
        ShareRole,    ///< 0 to 1
        ProgressRole, ///< "71 % · 8.1 MiB/s · 3 min left"; or what it waits for
        FailureRole,  ///< what went wrong, what was kept; empty unless failed
    };

    /// Null: nothing can be downloaded, the list is empty.
    explicit CatalogModel(app::Downloads* downloads, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    int count() const { return rowCount(); }
    bool running() const { return running_; }

    Q_INVOKABLE void start(const QString& id);
    Q_INVOKABLE void pause(const QString& id);
    Q_INVOKABLE void cancel(const QString& id);
    void retranslate();

signals:
    void countChanged();
    void runningChanged();

private:
    void showChange(const std::string& id);
    void listRows();
    static QString failureText(const Error& error);
    static QString progressText(const app::DownloadState& state);

    app::Downloads* downloads_;
    std::vector<const app::CatalogModel*> rows_;
    bool running_ = false;
};

} // namespace aviary::ui

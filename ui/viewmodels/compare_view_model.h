// The Compare page: two to four models, one prompt.
#pragma once

#include "app/compare.h"

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <vector>

namespace aviary::app {
class Library;
}

namespace aviary::ui {

/// One row a pane. Lives on the UI thread. Owned by AppViewModel, never created from QML.
class CompareViewModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Provided by AppViewModel")
    Q_PROPERTY(bool running READ running NOTIFY runningChanged)
    Q_PROPERTY(int panes READ panes WRITE setPanes NOTIFY panesChanged)
    Q_PROPERTY(QString seed READ seed WRITE setSeed NOTIFY seedChanged)
    Q_PROPERTY(bool together MEMBER together_ NOTIFY togetherChanged)
public:
    enum Role {
        ModelIdRole = Qt::UserRole + 1,
        TextRole,
        StateRole, ///< "", "waiting", "running", "done", "failed"
        FiguresRole,
        MemoryRole,
        ErrorRole,
    };

    CompareViewModel(app::Compare& compare, app::Library& library, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    bool running() const { return running_; }
    int panes() const { return rowCount(); }
    void setPanes(int count);
    QString seed() const { return QString::number(seed_); }
    /// A whole number from 0 on; anything else is ignored.
    void setSeed(const QString& text);

    Q_INVOKABLE void chooseModel(int pane, const QString& id);
    /// Answers the prompt in every pane that has a model.
    Q_INVOKABLE void run(const QString& prompt);
    Q_INVOKABLE void stop();

signals:
    void runningChanged();
    void panesChanged();
    void seedChanged();
    void togetherChanged();

private:
    struct Pane {
        QString modelId{}, text{}, state{}, figures{}, memory{}, error{};
    };
    void fillDefaults();
    void change(int pane, const QList<int>& roles);
    Pane& at(int pane) { return panes_[static_cast<std::size_t>(pane)]; }

    app::Compare& compare_;
    app::Library& library_;
    std::vector<Pane> panes_{2};
    std::vector<int> started_; // pane of each model that was started
    quint64 seed_ = 42;
    bool together_ = false, running_ = false;
};

} // namespace aviary::ui

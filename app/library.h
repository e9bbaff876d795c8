// The models a person can choose from, and those that are loaded.
#pragma once

#include "engine/base/result.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace aviary::engine {
class Engine;
class Model;
} // namespace aviary::engine

namespace aviary::app {

class StoreThread;

/// One model that can be chosen.
struct LibraryModel {
    QString id;         ///< stable: "demo:7", or the file's absolute path
    QString name;       ///< for people
    QString generation; ///< "7"; empty while unknown
    QString path;
    bool builtIn = false;
    qint64 fileBytes = 0;
    qint64 parameters = 0;
    bool missing = false; ///< the file is not there at the moment
};

/// Bytes.
struct ModelMemory {
    qint64 weights = 0, state = 0;
};

/// Lives on the UI thread; files are inspected and loaded on other threads. Keeps at most one model loaded
/// besides those that a reply still holds. Opened files are remembered in the store.
class Library : public QObject {
    Q_OBJECT
public:
    /// `demoFolder` holds the built-in models.
    Library(engine::Engine& engine, StoreThread& store, QString demoFolder, QObject* parent = nullptr);
    ~Library() override;

    /// Built-in ones first, then opened files, newest first.
    const std::vector<LibraryModel>& models() const { return models_; }
    const LibraryModel* find(const QString& id) const;
    /// The model that is loaded under this id, or null.
    std::shared_ptr<const engine::Model> loaded(const QString& id) const;
    /// Which model to begin with: the one used last if it is there, else the built-in RWKV-7. Known once
    /// modelsChanged() was emitted; empty before, and when there is no model.
    QString initialId() const;
    QString loadedId() const { return loadedId_; }
    /// What the loaded model takes in memory.
    std::optional<ModelMemory> loadedMemory() const;
    QString loadingId() const { return loadingId_; }

    /// Adds a model file of the person's own; it is inspected first. Ends in opened() or failed().
    void open(const QString& path);
    /// Forgets an opened file; the file itself stays.
    void remove(const QString& id);
    /// Makes the model ready. Ends in modelLoaded() or failed(); at once when it is loaded already. A second
    /// call for another model cancels the first, which fails as Busy "cancelled". May be called before the
    /// list is known.
    void load(const QString& id);

signals:
    void modelsChanged();
    void opened(const QString& id);
    void loadProgress(const QString& id, double share);
    void modelLoaded(const QString& id, double seconds);
    /// subject: the path or id that was asked for.
    void failed(const QString& subject, const aviary::Error& error);

private:
    class Jobs;
    void showList(std::vector<LibraryModel> models);
    void addOpened(const LibraryModel& model);
    void saveOpened();
    void cancelLoad();
    void startLoad(const LibraryModel& model);
    void finishLoad(const Result<std::shared_ptr<const engine::Model>>& model, double seconds);
    void noteMissing(const QString& id, bool missing);

    engine::Engine& engine_;
    StoreThread& store_;
    std::vector<LibraryModel> models_;
    QString lastUsedId_, loadedId_, loadingId_;
    std::shared_ptr<const engine::Model> model_;
    std::unique_ptr<Jobs> jobs_;
};

} // namespace aviary::app

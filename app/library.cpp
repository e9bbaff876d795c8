#include "app/library.h"

#include "app/model_shelf.h"
#include "app/paths.h"
#include "app/store_thread.h"
#include "engine/engine.h"

#include <QThreadPool>

#include <algorithm>
#include <mutex>
#include <utility>
#include <variant>

namespace aviary::app {
namespace {

constexpr auto kOpenedSetting = "library.opened";
constexpr auto kLastUsedSetting = "library.lastUsed";

/// Where a load's events go: to the library's thread as long as the library wants them.
class LoadRelay {
public:
    LoadRelay(QObject* receiver, std::function<void(const engine::Event&)> handle)
        : receiver_(receiver)
        , handle_(std::move(handle)) {}

    void pass(const engine::Event& event) {
        const std::lock_guard lock(mutex_);
        if (receiver_ != nullptr)
            QMetaObject::invokeMethod(
                receiver_, [handle = handle_, event] { handle(event); }, Qt::QueuedConnection);
    }
    void close() {
        const std::lock_guard lock(mutex_);
        receiver_ = nullptr;
    }

private:
    std::mutex mutex_;
    QObject* receiver_;
    std::function<void(const engine::Event&)> handle_;
};

} // namespace

/// What is going on at the moment.
class Library::Jobs {
public:
    Jobs() {
        inspecting.setMaxThreadCount(1);
        inspecting.setExpiryTimeout(1'000);
    }

    bool listed = false;              ///< the list is known
    QStringList openLater;            ///< asked for before it was
    std::uint64_t loads = 0;          ///< begun so far
    engine::JobId job = 0;            ///< of the last one
    std::shared_ptr<LoadRelay> relay; ///< of the load that is under way
    QThreadPool inspecting;           ///< last: waits for its work before the rest goes
};

Library::Library(engine::Engine& engine, StoreThread& store, QString demoFolder, QObject* parent)
    : QObject(parent)
    , engine_(engine)
    , store_(store)
    , jobs_(std::make_unique<Jobs>()) {
    using Setting = std::optional<std::string>;
    const auto read = [](store::Store& s) {
        // Without these settings the library begins as a new one; the store tells of its faults where it
        // matters.
        return std::pair(s.setting(kOpenedSetting).value_or(Setting()),
                         s.setting(kLastUsedSetting).value_or(Setting()));
    };
    store_.run(this, read,
               [this, folder = std::move(demoFolder)](const std::pair<Setting, Setting>& settings) {
                   lastUsedId_ = QString::fromStdString(settings.second.value_or(""));
                   jobs_->inspecting.start([this, folder,
                                            opened = QByteArray::fromStdString(settings.first.value_or(""))] {
                       auto list = builtInModels(folder);
                       const auto files = openedFromJson(opened);
                       list.insert(list.end(), files.begin(), files.end());
                       QMetaObject::invokeMethod(
                           this, [this, list = std::move(list)] { showList(list); }, Qt::QueuedConnection);
                   });
               });
}

Library::~Library() {
    if (jobs_->relay) {
        jobs_->relay->close();
        engine_.cancel(jobs_->job);
    }
}

void Library::showList(std::vector<LibraryModel> models) {
    models_ = std::move(models);
    jobs_->listed = true;
    emit modelsChanged();
    for (const QString& path : std::exchange(jobs_->openLater, {}))
        open(path);
    if (const QString id = std::exchange(loadingId_, {}); !id.isEmpty())
        load(id);
}

const LibraryModel* Library::find(const QString& id) const {
    const auto found = std::ranges::find(models_, id, &LibraryModel::id);
    return found == models_.end() ? nullptr : &*found;
}

std::shared_ptr<const engine::Model> Library::loaded(const QString& id) const {
    return id == loadedId_ ? model_ : nullptr;
}

std::optional<ModelMemory> Library::loadedMemory() const {
    if (!model_)
        return {};
    return ModelMemory{static_cast<qint64>(model_->info().weightBytes),
                       static_cast<qint64>(model_->info().stateBytes)};
}

QString Library::initialId() const {
    for (const QString& id : {lastUsedId_, QStringLiteral("demo:7")})
        if (const auto* model = find(id); model != nullptr && !model->missing)
            return id;
    return models_.empty() ? QString() : models_.front().id;
}

void Library::open(const QString& path) {
    if (!jobs_->listed) {
        jobs_->openLater << path;
        return;
    }
    jobs_->inspecting.start([this, path] {
        auto model = inspectModel(path);
        QMetaObject::invokeMethod(
            this,
            [this, path, model = std::move(model)] {
                if (model)
                    addOpened(*model);
                else
                    emit failed(path, model.error());
            },
            Qt::QueuedConnection);
    });
}

void Library::addOpened(const LibraryModel& model) {
    const auto known = std::ranges::find(models_, model.path, &LibraryModel::path);
    if (known != models_.end() && known->builtIn) {
        emit opened(known->id);
        return;
    }
    if (known != models_.end())
        models_.erase(known);
    models_.insert(std::ranges::find(models_, false, &LibraryModel::builtIn), model);
    saveOpened();
    emit modelsChanged();
    emit opened(model.id);
}

void Library::remove(const QString& id) {
    const LibraryModel* model = find(id);
    if (model == nullptr || model->builtIn)
        return;
    if (loadedId_ == id) {
        loadedId_.clear();
        model_.reset();
    }
    if (loadingId_ == id)
        cancelLoad();
    std::erase_if(models_, [&](const LibraryModel& m) { return m.id == id; });
    saveOpened();
    emit modelsChanged();
}

void Library::saveOpened() {
    store_.post([json = openedToJson(models_).toStdString()](store::Store& s) {
        (void)s.setSetting(kOpenedSetting, json); // at worst the file has to be opened once more
    });
}

void Library::load(const QString& id) {
    if (id == loadedId_) {
        cancelLoad();
        emit modelLoaded(id, 0);
        return;
    }
    if (id == loadingId_)
        return;
    cancelLoad();
    if (!jobs_->listed) {
        loadingId_ = id;
        return;
    }
    const LibraryModel* model = find(id);
    if (model == nullptr) {
        emit failed(
            id, {ErrorKind::NotFound, "there is no model \"" + id.toStdString() + "\" in the library", {}});
        return;
    }
    startLoad(*model);
}

void Library::startLoad(const LibraryModel& model) {
    loadingId_ = model.id;
    jobs_->relay =
        std::make_shared<LoadRelay>(this, [this, load = ++jobs_->loads](const engine::Event& event) {
            if (load != jobs_->loads || loadingId_.isEmpty())
                return; // it was already on its way when the load was given up
            if (const auto* progress = std::get_if<engine::Progress>(&event))
                emit loadProgress(loadingId_,
                                  static_cast<double>(progress->done) / static_cast<double>(progress->total));
            else if (const auto* ready = std::get_if<engine::Loaded>(&event))
                finishLoad(ready->model, ready->seconds);
            else if (const auto* error = std::get_if<Error>(&event))
                finishLoad(Failure(*error), 0);
        });
    jobs_->job = engine_.load({.path = pathFromUtf8(model.path.toStdString())},
                              [relay = jobs_->relay](const engine::Event& event) { relay->pass(event); });
}

void Library::cancelLoad() {
    const QString id = std::exchange(loadingId_, {});
    if (id.isEmpty())
        return;
    if (const auto relay = std::exchange(jobs_->relay, nullptr)) {
        relay->close();
        engine_.cancel(jobs_->job);
    }
    emit failed(id, {ErrorKind::Busy, "loading was given up for another model", "cancelled"});
}

void Library::finishLoad(const Result<std::shared_ptr<const engine::Model>>& model, double seconds) {
    const QString id = std::exchange(loadingId_, {});
    jobs_->relay.reset();
    noteMissing(id, !model && model.error().kind == ErrorKind::NotFound);
    if (!model) {
        emit failed(id, model.error());
        return;
    }
    model_ = *model;
    loadedId_ = lastUsedId_ = id;
    store_.post(
        [setting = id.toStdString()](store::Store& s) { (void)s.setSetting(kLastUsedSetting, setting); });
    emit modelLoaded(id, seconds);
}

void Library::noteMissing(const QString& id, bool missing) {
    const auto model = std::ranges::find(models_, id, &LibraryModel::id);
    if (model == models_.end() || model->missing == missing)
        return;
    model->missing = missing;
    emit modelsChanged();
}

} // namespace aviary::app

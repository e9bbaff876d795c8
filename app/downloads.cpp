#include "app/downloads.h"

#include "app/download/part_file.h"
#include "app/library.h"
#include "app/paths.h"

#include <QMetaObject>

#include <algorithm>
#include <system_error>
#include <utility>
#include <variant>

namespace aviary::app {
namespace fs = std::filesystem;
using download::Fetched;
using download::FetchProgress;
using Status = DownloadState::Status;

Downloads::Downloads(Library& library, std::vector<CatalogModel> models, const QString& folder,
                     download::FetchOptions options, QObject* parent)
    : QObject(parent)
    , library_(library)
    , models_(std::move(models))
    , folder_(pathFromUtf8(folder.toStdString()))
    , downloader_(options) {
    for (const CatalogModel& model : models_)
        states_.emplace(model.id, stateOnDisk(model));
}

fs::path Downloads::pathOf(const CatalogModel& model, const CatalogFile& file) const {
    return folder_ / model.publisher / model.repository / file.name;
}

/// A file has its final name only once it was verified.
DownloadState Downloads::stateOnDisk(const CatalogModel& model) const {
    const fs::path weights = pathOf(model, model.weights), part = download::partOf(weights);
    std::error_code error;
    if (fs::is_regular_file(weights, error) && fs::is_regular_file(pathOf(model, model.vocabulary), error))
        return {.status = Status::Here};
    const auto arrived = fs::file_size(part, error);
    if (error || arrived == 0)
        return {};
    return {.status = Status::Paused, .progress = {.done = arrived, .total = model.weights.bytes}};
}

void Downloads::start(const std::string& id) {
    const auto model = std::ranges::find(models_, id, &CatalogModel::id);
    if (model == models_.end() || states_[id].status == Status::Running || states_[id].status == Status::Here)
        return;
    const fs::path folder = pathOf(*model, model->weights).parent_path();
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        end(id, {.status = Status::Failed,
                 .error = Error{ErrorKind::Io, "cannot make the models folder: " + error.message(),
                                "DISK_ERROR"}});
        return;
    }
    states_[id].status = Status::Running;
    states_[id].error.reset();
    fetch(*model, false);
    emit changed(id);
}

void Downloads::fetch(const CatalogModel& model, bool weights) {
    const CatalogFile& file = weights ? model.weights : model.vocabulary;
    Run& run = runs_[model.id];
    run = {.number = ++begun_, .weights = weights};
    run.job = downloader_.add(
        {.urls = file.urls, .out = pathOf(model, file), .bytes = file.bytes, .sha256 = file.sha256},
        [this, &model, number = run.number](const download::DownloadEvent& event) {
            QMetaObject::invokeMethod(
                this, [this, &model, number, event] { hear(model, number, event); }, Qt::QueuedConnection);
        });
}

void Downloads::hear(const CatalogModel& model, std::uint64_t run, const download::DownloadEvent& event) {
    const auto found = runs_.find(model.id);
    if (found == runs_.end() || found->second.number != run)
        return; // it was paused or cancelled meanwhile
    if (const auto* progress = std::get_if<FetchProgress>(&event)) {
        if (!found->second.weights && progress->step != FetchProgress::Step::Waiting)
            return;
        states_[model.id].progress = *progress;
        emit changed(model.id);
    } else if (const auto* error = std::get_if<Error>(&event)) {
        DownloadState state = stateOnDisk(model);
        state.status = Status::Failed;
        state.error = *error;
        end(model.id, std::move(state));
    } else if (!found->second.weights) {
        fetch(model, true);
    } else {
        end(model.id, {.status = Status::Here});
        library_.open(QString::fromStdString(toUtf8(pathOf(model, model.weights))));
    }
}

void Downloads::end(const std::string& id, DownloadState state) {
    runs_.erase(id);
    states_[id] = std::move(state);
    emit changed(id);
}

void Downloads::pause(const std::string& id) {
    const auto run = runs_.find(id);
    if (run == runs_.end())
        return;
    downloader_.stop(run->second.job);
    DownloadState state{.status = Status::Paused, .progress = states_[id].progress};
    state.progress.bytesPerSecond = 0;
    end(id, std::move(state));
}

void Downloads::cancel(const std::string& id) {
    const auto model = std::ranges::find(models_, id, &CatalogModel::id);
    if (model == models_.end() || states_[id].status == Status::Here)
        return;
    const auto run = runs_.find(id);
    if (run != runs_.end())
        downloader_.discard(run->second.job);
    if (run == runs_.end() || !run->second.weights) // nobody is writing the weights
        download::discardPart(pathOf(*model, model->weights));
    end(id, {});
}

} // namespace aviary::app

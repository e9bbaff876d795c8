// The catalogue's models on their way to this computer.
#pragma once

#include "app/catalog.h"
#include "app/downloader.h"

#include <QObject>
#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace aviary::app {

class Library;

/// Of one model of the catalogue.
struct DownloadState {
    enum class Status { Absent, Running, Paused, Failed, Here };
    Status status = Status::Absent;
    download::FetchProgress progress{}; ///< of the weights; the vocabulary that comes first is small
    std::optional<Error> error{};       ///< Failed
};

/// Lives on the UI thread. A model's files go to FOLDER/publisher/repository/, the vocabulary first; once
/// both are verified the model is opened in the library. Nothing touches the network before start().
class Downloads : public QObject {
    Q_OBJECT
public:
    Downloads(Library& library, std::vector<CatalogModel> models, const QString& folder,
              download::FetchOptions options = {}, QObject* parent = nullptr);

    const std::vector<CatalogModel>& models() const { return models_; }
    /// `id` is one of models().
    const DownloadState& state(const std::string& id) const { return states_.at(id); }

    /// Goes on where it was paused, failed or cut off.
    void start(const std::string& id);
    /// What arrived is kept, also when the program ends.
    void pause(const std::string& id);
    /// What arrived is removed.
    void cancel(const std::string& id);

signals:
    void changed(const std::string& id);

private:
    struct Run {
        std::uint64_t number = 0; ///< tells what is heard of it from what is heard of earlier ones
        download::DownloadId job = 0;
        bool weights = false; ///< it is their turn
    };
    std::filesystem::path pathOf(const CatalogModel& model, const CatalogFile& file) const;
    DownloadState stateOnDisk(const CatalogModel& model) const;
    void fetch(const CatalogModel& model, bool weights);
    void hear(const CatalogModel& model, std::uint64_t run, const download::DownloadEvent& event);
    void end(const std::string& id, DownloadState state);

    Library& library_;
    const std::vector<CatalogModel> models_;
    std::filesystem::path folder_;
    std::map<std::string, DownloadState, std::less<>> states_;
    std::map<std::string, Run, std::less<>> runs_; ///< of those that are Running
    std::uint64_t begun_ = 0;
    download::Downloader downloader_; ///< last: its thread calls this object
};

} // namespace aviary::app

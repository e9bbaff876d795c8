#include "ui/viewmodels/catalog_model.h"

#include "ui/viewmodels/format.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <utility>

namespace aviary::ui {
namespace {

using Status = app::DownloadState::Status;
using Step = download::FetchProgress::Step;

QString inOurLanguage(const app::CatalogModel::Texts& texts) {
    const auto ours = texts.find(QLocale().name().toStdString());
    return QString::fromStdString(ours != texts.end() ? ours->second : texts.at("en"));
}

QString stateName(Status status) {
    switch (status) {
    case Status::Absent:
        return QStringLiteral("absent");
    case Status::Running:
        return QStringLiteral("running");
    case Status::Paused:
        return QStringLiteral("paused");
    case Status::Failed:
        return QStringLiteral("failed");
    case Status::Here:
        return QStringLiteral("here");
    }
    return {};
}

double share(const app::DownloadState& state) {
    const double total = static_cast<double>(state.progress.total.value_or(0));
    return total > 0 ? static_cast<double>(state.progress.done) / total : 0;
}

} // namespace

CatalogModel::CatalogModel(app::Downloads* downloads, QObject* parent)
    : QAbstractListModel(parent)
    , downloads_(downloads) {
    if (downloads_ == nullptr)
        return;
    listRows();
    connect(downloads_, &app::Downloads::changed, this, &CatalogModel::showChange);
}

void CatalogModel::listRows() {
    rows_.clear();
    for (const app::CatalogModel& model : downloads_->models())
        if (downloads_->state(model.id).status != Status::Here)
            rows_.push_back(&model);
}

void CatalogModel::showChange(const std::string& id) {
    const bool running = std::ranges::any_of(downloads_->models(), [this](const app::CatalogModel& model) {
        return downloads_->state(model.id).status == Status::Running;
    });
    if (std::exchange(running_, running) != running)
        emit runningChanged();
    if (downloads_->state(id).status == Status::Here) {
        beginResetModel();
        listRows();
        endResetModel();
        emit countChanged();
        return;
    }
    const auto row = std::ranges::find(rows_, id, &app::CatalogModel::id) - rows_.begin();
    const QModelIndex changed = index(static_cast<int>(row));
    emit dataChanged(changed, changed, {StateRole, ShareRole, ProgressRole, FailureRole});
}

int CatalogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

QVariant CatalogModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const app::CatalogModel& model = *rows_[static_cast<std::size_t>(index.row())];
    const app::DownloadState& state = downloads_->state(model.id);
    switch (role) {
    case IdRole:
        return QString::fromStdString(model.id);
    case Qt::DisplayRole:
    case NameRole:
        return QString::fromStdString(model.name);
    case DescriptionRole:
        return inOurLanguage(model.description) + QLatin1Char(' ') +
               tr("Languages: %1.").arg(inOurLanguage(model.languages));
    case FactsRole:
        return QStringList{QStringLiteral("RWKV-") + QString::fromStdString(model.generation),
                           bytesText(static_cast<double>(model.weights.bytes)),
                           QString::fromStdString(model.licence), QString::fromStdString(model.date)}
            .join(QStringLiteral(" · "));
    case StateRole:
        return stateName(state.status);
    case ShareRole:
        return share(state);
    case ProgressRole:
        return progressText(state);
    case FailureRole:
        return state.error ? failureText(*state.error) : QString();
    default:
        return {};
    }
}

/// What happened, what was kept; the technical sentence last.
QString CatalogModel::failureText(const Error& error) {
    const QString details = QString::fromStdString(error.message);
    const auto is = [&](const char* code) { return error.code == code; };
    const QString what =
        is("HASH_MISMATCH") ? tr("The file that arrived is not the one expected. Nothing was kept.")
        : is("DISK_FULL")   ? tr("The disk is full. What arrived is kept.")
        : is("NET_CHANGED") ? tr("The server has another file than expected. What arrived is kept.")
        : is("NET_LIMIT")   ? tr("The server asks to come back later. What arrived is kept.")
        : is("NET_REFUSED") ? tr("The server does not give this file. What arrived is kept.")
        : is("NET_STALLED") ? tr("The server stopped sending. What arrived is kept.")
        : is("NET_TLS")     ? tr("The server could not prove who it is. What arrived is kept.")
        : error.kind == ErrorKind::Network ? tr("The network did not answer. What arrived is kept.")
                                           : tr("The download could not go on. What arrived is kept.");
    return what + QLatin1Char(' ') + details;
}

QString CatalogModel::progressText(const app::DownloadState& state) {
    if (state.status != Status::Running && state.status != Status::Paused)
        return {};
    const download::FetchProgress& progress = state.progress;
    const QString percent = tr("%1 %").arg(QLocale().toString(static_cast<int>(share(state) * 100)));
    if (state.status == Status::Paused)
        return tr("%1, paused").arg(percent);
    switch (progress.step) {
    case Step::Connecting:
        return tr("%1, connecting").arg(percent);
    case Step::Verifying:
        return tr("Verifying");
    case Step::Waiting:
        return tr("%1, trying again in %2 s: %3")
            .arg(percent, QLocale().toString(static_cast<int>(std::ceil(progress.waitSeconds))),
                 QString::fromStdString(progress.reason));
    case Step::Receiving:
        break;
    }
    if (progress.bytesPerSecond <= 0 || !progress.total)
        return percent;
    const double left = static_cast<double>(*progress.total - progress.done) / progress.bytesPerSecond;
    const QString speed = tr("%1/s").arg(bytesText(progress.bytesPerSecond));
    const QString time = left < 90 ? tr("%n s left", nullptr, static_cast<int>(std::ceil(left)))
                                   : tr("%n min left", nullptr, static_cast<int>(std::ceil(left / 60)));
    return QStringList{percent, speed, time}.join(QStringLiteral(" · "));
}

QHash<int, QByteArray> CatalogModel::roleNames() const {
    return {{IdRole, "modelId"},        {NameRole, "name"},      {DescriptionRole, "description"},
            {FactsRole, "facts"},       {StateRole, "download"}, {ShareRole, "share"},
            {ProgressRole, "progress"}, {FailureRole, "failure"}};
}

void CatalogModel::start(const QString& id) {
    downloads_->start(id.toStdString());
}

void CatalogModel::pause(const QString& id) {
    downloads_->pause(id.toStdString());
}

void CatalogModel::cancel(const QString& id) {
    downloads_->cancel(id.toStdString());
}

void CatalogModel::retranslate() {
    if (!rows_.empty())
        emit dataChanged(index(0), index(rowCount() - 1));
}

} // namespace aviary::ui

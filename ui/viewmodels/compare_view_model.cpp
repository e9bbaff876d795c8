#include "ui/viewmodels/compare_view_model.h"

#include "app/library.h"
#include "ui/viewmodels/format.h"
#include "ui/viewmodels/notice.h"

#include <QLocale>

#include <algorithm>

namespace aviary::ui {
namespace {

constexpr int kFewest = 2;
constexpr int kMost = 4;

QString figuresText(const app::CompareFigures& f) {
    QStringList parts{speedText(f.tokensPerSecond)};
    if (f.charactersPerSecond > 0)
        parts +=
            CompareViewModel::tr("%1 characters/s").arg(QLocale().toString(qRound(f.charactersPerSecond)));
    parts += CompareViewModel::tr("first after %1").arg(durationText(f.firstTokenSeconds));
    parts += CompareViewModel::tr("%n tokens", nullptr, static_cast<int>(f.tokens));
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QString memoryText(const app::CompareFigures& f) {
    return CompareViewModel::tr("weights %1 · state %2")
        .arg(bytesText(static_cast<double>(f.weightBytes)), bytesText(static_cast<double>(f.stateBytes)));
}

} // namespace

CompareViewModel::CompareViewModel(app::Compare& compare, app::Library& library, QObject* parent)
    : QAbstractListModel(parent)
    , compare_(compare)
    , library_(library) {
    fillDefaults();
    connect(&library, &app::Library::modelsChanged, this, &CompareViewModel::fillDefaults);
    const auto paneOf = [this](int job) { return started_[static_cast<std::size_t>(job)]; };
    connect(&compare, &app::Compare::started, this, [this, paneOf](int job) {
        at(paneOf(job)).state = QStringLiteral("running");
        change(paneOf(job), {StateRole});
    });
    connect(&compare, &app::Compare::grew, this, [this, paneOf](int job, const QString& text) {
        QString& all = at(paneOf(job)).text;
        all += text;
        if (all.size() == text.size() && all.startsWith(QLatin1Char(' ')))
            all.remove(0, 1);
        change(paneOf(job), {TextRole});
    });
    connect(&compare, &app::Compare::finished, this,
            [this, paneOf](int job, const app::CompareFigures& figures) {
                Pane& pane = at(paneOf(job));
                pane.text = pane.text.trimmed();
                pane.state = QStringLiteral("done");
                pane.figures = figuresText(figures);
                pane.memory = memoryText(figures);
                change(paneOf(job), {TextRole, StateRole, FiguresRole, MemoryRole});
            });
    connect(&compare, &app::Compare::failed, this, [this, paneOf](int job, const Error& error) {
        Pane& pane = at(paneOf(job));
        pane.state = QStringLiteral("failed");
        pane.error = noticeFor(error).what;
        change(paneOf(job), {StateRole, ErrorRole});
    });
    connect(&compare, &app::Compare::ended, this, [this] {
        for (int i = 0; i < panes(); ++i) {
            if (at(i).state != QStringLiteral("waiting"))
                continue;
            at(i).state.clear();
            change(i, {StateRole});
        }
        running_ = false;
        emit runningChanged();
    });
}

/// Panes without a model get one that no other has, while there are any.
void CompareViewModel::fillDefaults() {
    for (int i = 0; i < panes(); ++i) {
        if (library_.find(at(i).modelId) != nullptr)
            continue;
        const auto& models = library_.models();
        const auto free = std::ranges::find_if(models, [this](const app::LibraryModel& m) {
            return std::ranges::find(panes_, m.id, &Pane::modelId) == panes_.end();
        });
        if (free != models.end())
            at(i).modelId = free->id;
        else if (!models.empty())
            at(i).modelId = models.front().id;
        change(i, {ModelIdRole});
    }
}

int CompareViewModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(panes_.size());
}

QVariant CompareViewModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Pane& pane = panes_[static_cast<std::size_t>(index.row())];
    switch (role) {
    case ModelIdRole:
        return pane.modelId;
    case Qt::DisplayRole:
    case TextRole:
        return pane.text;
    case StateRole:
        return pane.state;
    case FiguresRole:
        return pane.figures;
    case MemoryRole:
        return pane.memory;
    case ErrorRole:
        return pane.error;
    default:
        return {};
    }
}

QHash<int, QByteArray> CompareViewModel::roleNames() const {
    return {{ModelIdRole, "modelId"}, {TextRole, "text"},     {StateRole, "paneState"},
            {FiguresRole, "figures"}, {MemoryRole, "memory"}, {ErrorRole, "error"}};
}

void CompareViewModel::setPanes(int count) {
    count = std::clamp(count, kFewest, kMost);
    if (count == panes() || running_)
        return;
    beginResetModel();
    panes_.resize(static_cast<std::size_t>(count));
    endResetModel();
    fillDefaults();
    emit panesChanged();
}

void CompareViewModel::setSeed(const QString& text) {
    bool ok = false;
    const quint64 seed = text.toULongLong(&ok);
    if (ok && seed != seed_) {
        seed_ = seed;
        emit seedChanged();
    }
}

void CompareViewModel::chooseModel(int pane, const QString& id) {
    if (pane < 0 || pane >= panes() || running_ || id.isEmpty() || at(pane).modelId == id)
        return;
    at(pane) = {.modelId = id};
    change(pane, {ModelIdRole, TextRole, StateRole, FiguresRole, MemoryRole, ErrorRole});
}

void CompareViewModel::run(const QString& prompt) {
    if (running_ || prompt.trimmed().isEmpty())
        return;
    QStringList models;
    started_.clear();
    for (int i = 0; i < panes(); ++i) {
        if (at(i).modelId.isEmpty())
            continue;
        at(i) = {.modelId = at(i).modelId, .state = QStringLiteral("waiting")};
        change(i, {TextRole, StateRole, FiguresRole, MemoryRole, ErrorRole});
        models += at(i).modelId;
        started_.push_back(i);
    }
    if (models.isEmpty())
        return;
    running_ = true;
    emit runningChanged();
    compare_.run(models, prompt, seed_, together_);
}

void CompareViewModel::stop() {
    compare_.stop();
}

void CompareViewModel::change(int pane, const QList<int>& roles) {
    emit dataChanged(index(pane), index(pane), roles);
}

} // namespace aviary::ui

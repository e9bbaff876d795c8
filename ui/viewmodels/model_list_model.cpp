#include "ui/viewmodels/model_list_model.h"

#include "app/library.h"
#include "ui/viewmodels/format.h"

#include <QStringList>

#include <algorithm>

namespace aviary::ui {

ModelListModel::ModelListModel(app::Library& library, QObject* parent)
    : QAbstractListModel(parent)
    , library_(library)
    , rows_(static_cast<int>(library.models().size())) {
    connect(&library, &app::Library::modelsChanged, this, [this] {
        beginResetModel();
        rows_ = static_cast<int>(library_.models().size());
        endResetModel();
        emit countChanged();
    });
    const auto loadedChanged = [this] {
        if (rows_ > 0)
            emit dataChanged(index(0), index(rows_ - 1), {LoadedRole});
    };
    connect(&library, &app::Library::modelLoaded, this, loadedChanged);
}

int ModelListModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : rows_;
}

QVariant ModelListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const app::LibraryModel& m = library_.models()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case IdRole:
        return m.id;
    case Qt::DisplayRole:
    case NameRole:
        return m.name;
    case GenerationRole:
        return m.generation.isEmpty() ? QString() : QStringLiteral("RWKV-%1").arg(m.generation);
    case BuiltInRole:
        return m.builtIn;
    case MissingRole:
        return m.missing;
    case LoadedRole:
        return m.id == library_.loadedId();
    case FactsRole: {
        QStringList parts{parametersText(m.parameters), bytesText(static_cast<double>(m.fileBytes))};
        parts.removeAll(QString());
        return parts.join(QStringLiteral(" · "));
    }
    case PathRole:
        return m.builtIn ? QString() : m.path;
    default:
        return {};
    }
}

QHash<int, QByteArray> ModelListModel::roleNames() const {
    return {{IdRole, "modelId"},      {NameRole, "name"},       {GenerationRole, "generation"},
            {BuiltInRole, "builtIn"}, {MissingRole, "missing"}, {LoadedRole, "loaded"},
            {FactsRole, "facts"},     {PathRole, "path"}};
}

int ModelListModel::rowOf(const QString& id) const {
    const auto& models = library_.models();
    const auto at = std::ranges::find(models, id, &app::LibraryModel::id);
    return at == models.end() ? -1 : static_cast<int>(at - models.begin());
}

QString ModelListModel::idAt(int row) const {
    return row >= 0 && row < rows_ ? library_.models()[static_cast<std::size_t>(row)].id : QString();
}

} // namespace aviary::ui

#include "app/model_shelf.h"

#include "app/paths.h"
#include "engine/model.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace aviary::app {

Result<LibraryModel> inspectModel(const QString& path) {
    const QFileInfo file(path);
    const auto native = pathFromUtf8(path.toStdString());
    auto source = engine::openWeights(native);
    if (!source)
        return Failure(source.error());
    const auto info = engine::Model::inspect(std::move(*source), native);
    if (!info)
        return Failure(info.error());
    return LibraryModel{.id = file.absoluteFilePath(),
                        .name = QString::fromStdString(info->name),
                        .generation = QString::fromStdString(info->dimensions.generation),
                        .path = file.absoluteFilePath(),
                        .fileBytes = file.size(),
                        .parameters = info->dimensions.parameters};
}

std::vector<LibraryModel> builtInModels(const QString& folder) {
    std::vector<LibraryModel> models;
    for (const QFileInfo& file : QDir(folder).entryInfoList({"*.safetensors"}, QDir::Files, QDir::Name)) {
        auto model = inspectModel(file.absoluteFilePath());
        if (!model)
            continue;
        model->id = "demo:" + model->generation.section('.', 0, 0); // of "5.2" the 5
        model->builtIn = true;
        models.push_back(std::move(*model));
    }
    std::ranges::stable_sort(models, {}, &LibraryModel::generation);
    return models;
}

QByteArray openedToJson(const std::vector<LibraryModel>& models) {
    QJsonArray list;
    for (const LibraryModel& model : models)
        if (!model.builtIn)
            list.append(QJsonObject{{"path", model.path},
                                    {"name", model.name},
                                    {"generation", model.generation},
                                    {"bytes", model.fileBytes},
                                    {"parameters", model.parameters}});
    return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

std::vector<LibraryModel> openedFromJson(const QByteArray& json) {
    std::vector<LibraryModel> models;
    for (const QJsonValue entry : QJsonDocument::fromJson(json).array()) {
        const QString path = entry["path"].toString();
        if (path.isEmpty())
            continue;
        models.push_back({.id = path,
                          .name = entry["name"].toString(),
                          .generation = entry["generation"].toString(),
                          .path = path,
                          .fileBytes = entry["bytes"].toInteger(),
                          .parameters = entry["parameters"].toInteger(),
                          .missing = !QFileInfo(path).isFile()});
    }
    return models;
}

} // namespace aviary::app

// The list of models as files and as settings; plain functions for worker threads.
#pragma once

#include "app/library.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace aviary::app {

/// Facts of one model file, read from its header. The id is its absolute path. Errors: those of
/// engine::openWeights and engine::Model::inspect.
Result<LibraryModel> inspectModel(const QString& path);

/// The models of this folder that the engine can run, by generation; ids "demo:7".
std::vector<LibraryModel> builtInModels(const QString& folder);

/// Opened files as they are kept in the setting "library.opened": a JSON list, newest first. Damaged entries
/// are left out; files that are gone are marked missing.
QByteArray openedToJson(const std::vector<LibraryModel>& models);
std::vector<LibraryModel> openedFromJson(const QByteArray& json);

} // namespace aviary::app

// Where the program's files are.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace aviary::app {

/// Conversations, states and settings: AVIARY_HOME if it is set, else $XDG_DATA_HOME/aviary or what takes its
/// place on this system. The folder need not exist yet.
std::filesystem::path dataFolder();

/// The built-in models: ../share/aviary/demo beside the program when it is installed, else the source tree's.
std::filesystem::path demoFolder();

/// Paths are UTF-8 everywhere outside std::filesystem, whatever the system's own encoding is.
std::filesystem::path pathFromUtf8(std::string_view text);
std::string toUtf8(const std::filesystem::path& path);

} // namespace aviary::app

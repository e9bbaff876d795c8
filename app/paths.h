// Where the program finds the files it came with.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace aviary::app {

/// The folder of the demo models: ../share/aviary/demo beside the executable's folder when installed, the
/// source tree's otherwise. It may not exist.
std::filesystem::path demoFolder();

/// A path from UTF-8 text, whatever the platform's narrow encoding, and back.
std::filesystem::path pathFromUtf8(std::string_view text);
std::string utf8FromPath(const std::filesystem::path& path);

} // namespace aviary::app

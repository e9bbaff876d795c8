#include "app/paths.h"

#include <cstdlib>
#include <system_error>

#if defined(_WIN32)
#include <windows.h>
#elif defined(__APPLE__)
#include <mach-o/dyld.h>
#endif

namespace aviary::app {
namespace fs = std::filesystem;
namespace {

/// An environment variable that names a folder; empty when it is not set.
fs::path folderFromEnvironment(const char* name) {
#if defined(_WIN32)
    const wchar_t* value = _wgetenv(pathFromUtf8(name).c_str());
    return value != nullptr ? fs::path(value) : fs::path();
#else
    const char* value = std::getenv(name);
    return value != nullptr ? pathFromUtf8(value) : fs::path();
#endif
}

/// The running program's file; empty when the system does not tell.
fs::path programFile() {
    std::error_code error;
#if defined(_WIN32)
    wchar_t name[32'768] = {};
    return GetModuleFileNameW(nullptr, name, 32'767) > 0 ? fs::path(name) : fs::path();
#elif defined(__APPLE__)
    char name[4'096] = {};
    std::uint32_t size = sizeof name;
    return _NSGetExecutablePath(name, &size) == 0 ? fs::canonical(pathFromUtf8(name), error) : fs::path();
#else
    return fs::read_symlink("/proc/self/exe", error);
#endif
}

} // namespace

fs::path dataFolder() {
    if (const auto chosen = folderFromEnvironment("AVIARY_HOME"); !chosen.empty())
        return chosen;
#if defined(_WIN32)
    return folderFromEnvironment("LOCALAPPDATA") / "Aviary";
#elif defined(__APPLE__)
    return folderFromEnvironment("HOME") / "Library" / "Application Support" / "Aviary";
#else
    // The XDG rules ignore a relative folder.
    const auto data = folderFromEnvironment("XDG_DATA_HOME");
    return (data.is_absolute() ? data : folderFromEnvironment("HOME") / ".local" / "share") / "aviary";
#endif
}

fs::path demoFolder() {
    std::error_code error;
    const auto installed = programFile().parent_path().parent_path() / "share" / "aviary" / "demo";
    return fs::is_directory(installed, error) ? installed : pathFromUtf8(AVIARY_SOURCE_DEMO_DIR);
}

fs::path pathFromUtf8(std::string_view text) {
    return fs::path(std::u8string(text.begin(), text.end()));
}

std::string toUtf8(const fs::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

} // namespace aviary::app

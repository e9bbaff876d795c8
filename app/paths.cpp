#include "app/paths.h"

#if defined(_WIN32)
#include <windows.h>

#include <array>
#elif defined(__APPLE__)
#include <array>

#include <mach-o/dyld.h>
#endif

namespace aviary::app {
namespace {

/// The running program's own file; empty if the system does not say.
std::filesystem::path executable() {
#if defined(_WIN32)
    std::array<wchar_t, 32768> name{};
    const DWORD length = GetModuleFileNameW(nullptr, name.data(), static_cast<DWORD>(name.size()));
    return std::filesystem::path(std::wstring(name.data(), length));
#elif defined(__APPLE__)
    std::array<char, 4096> name{};
    auto size = static_cast<std::uint32_t>(name.size());
    return _NSGetExecutablePath(name.data(), &size) == 0 ? std::filesystem::path(name.data())
                                                         : std::filesystem::path();
#else
    std::error_code ignored;
    return std::filesystem::read_symlink("/proc/self/exe", ignored);
#endif
}

} // namespace

std::filesystem::path demoFolder() {
    const auto installed = executable().parent_path().parent_path() / "share" / "aviary" / "demo";
    std::error_code ignored;
    if (std::filesystem::is_directory(installed, ignored))
        return installed;
    return pathFromUtf8(AVIARY_SOURCE_DEMO);
}

std::filesystem::path pathFromUtf8(std::string_view text) {
    return std::filesystem::path(std::u8string(text.begin(), text.end()));
}

std::string utf8FromPath(const std::filesystem::path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

} // namespace aviary::app

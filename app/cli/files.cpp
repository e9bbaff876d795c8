#include "app/cli/files.h"

#include "app/paths.h"

#include <array>
#include <cerrno>
#include <cstring>

namespace aviary::cli {
namespace {

using app::pathFromUtf8;
using app::toUtf8;

std::FILE* openFile(const std::filesystem::path& path, bool write) {
#if defined(_WIN32)
    return _wfopen(path.c_str(), write ? L"wb" : L"rb");
#else
    return std::fopen(path.c_str(), write ? "wb" : "rb");
#endif
}

Failure ioFailure(const std::filesystem::path& path, const char* what) {
    const int error = errno;
    return fail(error == ENOENT ? ErrorKind::NotFound : ErrorKind::Io,
                toUtf8(path) + " cannot be " + what + ": " + std::strerror(error),
                error == ENOSPC ? "DISK_FULL" : "");
}

} // namespace

Result<std::string> readFile(std::string_view name) {
    const auto path = pathFromUtf8(name);
    errno = 0;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(openFile(path, false), &std::fclose);
    if (!file)
        return ioFailure(path, "opened");
    std::string text;
    std::array<char, 65536> block{};
    while (const std::size_t n = std::fread(block.data(), 1, block.size(), file.get()))
        text.append(block.data(), n);
    if (std::ferror(file.get()) != 0)
        return ioFailure(path, "read");
    return text;
}

Result<OutputFile> OutputFile::create(std::string_view name) {
    const auto path = pathFromUtf8(name);
    std::error_code ignored;
    const bool direct =
        std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored);
    auto part = path;
    if (!direct)
        part += ".part";
    errno = 0;
    std::FILE* const file = openFile(part, true);
    if (!file)
        return fail(ErrorKind::Io, toUtf8(path) + " cannot be written: " + std::strerror(errno));
    return OutputFile(path, part, file);
}

OutputFile::~OutputFile() {
    if (!file_)
        return;
    file_.reset();
    std::error_code ignored;
    if (part_ != path_)
        std::filesystem::remove(part_, ignored);
}

void OutputFile::write(std::span<const std::byte> bytes) {
    ok_ = ok_ && std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size();
}

Result<void> OutputFile::finish() {
    errno = 0;
    ok_ = ok_ && std::fflush(file_.get()) == 0;
    if (!ok_)
        return fail(ErrorKind::Io, toUtf8(path_) + " could not be written to the end", "DISK_FULL");
    file_.reset();
    std::error_code error;
    if (part_ != path_)
        std::filesystem::rename(part_, path_, error);
    if (error)
        return fail(ErrorKind::Io, toUtf8(path_) + " cannot be written: " + error.message());
    return {};
}

Result<void> writeFile(std::string_view path, std::span<const std::byte> bytes) {
    auto file = OutputFile::create(path);
    if (!file)
        return Failure(file.error());
    file->write(bytes);
    return file->finish();
}

} // namespace aviary::cli

// Whole files in and out.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace aviary::cli {

/// Errors: NotFound, Io.
Result<std::string> readFile(std::string_view path);

/// A file that appears under its name only once it is complete; until then it is `NAME.part`. What is not
/// finished is removed. Pipes and devices are written directly.
class OutputFile {
public:
    /// Errors: Io.
    static Result<OutputFile> create(std::string_view path);
    OutputFile(OutputFile&&) noexcept = default;
    OutputFile& operator=(OutputFile&&) = delete;
    ~OutputFile();

    void write(std::span<const std::byte> bytes);
    /// Errors: Io, when this or an earlier write failed.
    Result<void> finish();

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    OutputFile(std::filesystem::path path, std::filesystem::path part, std::FILE* file)
        : path_(std::move(path))
        , part_(std::move(part))
        , file_(file) {}

    std::filesystem::path path_, part_;
    std::unique_ptr<std::FILE, Close> file_;
    bool ok_ = true;
};

/// Errors: Io.
Result<void> writeFile(std::string_view path, std::span<const std::byte> bytes);

} // namespace aviary::cli

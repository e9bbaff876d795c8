// One file from the net to a verified file, on the calling thread.
#pragma once

#include "engine/base/result.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aviary::download {

struct FileSpec {
    std::vector<std::string> urls; ///< the first that can give the file; never empty
    std::filesystem::path out;     ///< its folder exists
    std::optional<std::uint64_t> bytes{};
    std::string sha256{}; ///< lower-case hexadecimal; empty: not known
    std::string token{};  ///< sent as `Authorization: Bearer` to the origin of the address asked, to no other
};

struct FetchOptions {
    std::chrono::duration<double> stall{30};
    bool allowHttpLoopback = false; ///< for tests against a server of this computer
};

struct FetchProgress {
    enum class Step { Connecting, Receiving, Waiting, Verifying };
    Step step = Step::Connecting;
    std::uint64_t done = 0;               ///< bytes of the file that are here
    std::optional<std::uint64_t> total{}; ///< bytes of the whole file
    double bytesPerSecond = 0;            ///< over the last seconds; 0: not known
    double waitSeconds = 0;               ///< Waiting: until the next try
    std::string reason{};                 ///< Waiting: what went wrong
};

struct Fetched {
    bool complete = false; ///< false: given up as asked; the part is kept
    std::uint64_t bytes = 0;
    std::string sha256{};  ///< of the file
    bool verified = false; ///< it is the hash that was asked for
};

struct FetchHooks {
    std::function<void(const FetchProgress&)> onProgress{}; ///< at most ten times a second, and at each step
    std::function<bool()> wanted{};                         ///< asked often; false ends the fetch
};

/// Goes on with a part that an earlier call left. Unless the hash turned out wrong, the part is kept on every
/// error. A file that is there already, with the hash asked for, is not fetched again.
/// Errors: Network NET_OFFLINE, NET_TLS, NET_STALLED, NET_REFUSED, NET_LIMIT, NET_CHANGED; Corrupt
/// NET_CHANGED (another size), HASH_MISMATCH (both hashes are in the message); Io DISK_FULL, DISK_ERROR;
/// Invalid; Busy.
Result<Fetched> fetch(const FileSpec& spec, const FetchOptions& options, const FetchHooks& hooks);

/// Removes what an unfinished fetch left.
void discardPart(const std::filesystem::path& out);

} // namespace aviary::download

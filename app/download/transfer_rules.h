// What a download may do with an answer: plain functions over headers and numbers, no network and no disk.
#pragma once

#include "engine/base/result.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace aviary::download {

using Seconds = std::chrono::duration<double>;

/// Status and headers of one final answer; names in lower case, a repeated header joined with ", ".
struct ReplyHead {
    int status = 0;
    std::map<std::string, std::string, std::less<>> headers{};
    /// Empty when there is none.
    std::string_view header(std::string_view lowerCaseName) const;
};

// --- Addresses ---------------------------------------------------------------------------------------------

/// An address that passed the rules: https, or http to this computer where that is allowed; no name and
/// password in it.
struct Address {
    std::string url;    ///< normalised, without fragment
    std::string origin; ///< "https://host:port"
    bool secure = true;
};

/// Errors: Invalid NET_REFUSED.
Result<Address> parseAddress(const std::string& url, bool allowHttpLoopback);

/// Where a redirect leads. Never from https to http. Errors: Network NET_REFUSED.
Result<Address> followRedirect(const Address& from, std::string_view location, bool allowHttpLoopback);

bool isRedirect(int status);

// --- Answers -----------------------------------------------------------------------------------------------

/// What makes two answers the same file: a strong ETag, or Last-Modified where there is no ETag at all.
/// Empty: the file cannot be resumed.
struct Validator {
    std::string etag{};
    std::string lastModified{};
    bool operator==(const Validator&) const = default;
    bool empty() const { return etag.empty() && lastModified.empty(); }
    /// The value for If-Range.
    const std::string& text() const { return etag.empty() ? lastModified : etag; }
};
Validator validatorOf(const ReplyHead& head);

struct ContentRange {
    std::uint64_t first = 0, last = 0, total = 0;
    bool operator==(const ContentRange&) const = default;
};
/// "bytes 5-9/10"; nothing when it is anything else, or contradicts itself.
std::optional<ContentRange> parseContentRange(std::string_view text);

/// Only digits, and within 63 bits.
std::optional<std::uint64_t> parseLength(std::string_view text);

/// What is known when an answer arrives.
struct Expectation {
    std::uint64_t have = 0;             ///< bytes asked to go on from; 0: the whole file was asked for
    std::optional<std::uint64_t> bytes; ///< the size of the whole file
    std::string sha256{};               ///< lower-case hexadecimal; empty: unknown
    Validator validator{};              ///< of the bytes we have
};

enum class Verdict {
    Append,      ///< the body continues what we have
    FromZero,    ///< the body is the whole file
    AskFromZero, ///< the body is of no use, the file has to be asked for again without a range
    Redirect,    ///< the body is of no use
    TryLater,    ///< the server is busy or in trouble
    ExpiredLink, ///< 401 or 403: worth one more try from the first address if this was a redirected link
    Refuse,      ///< asking again would not help; `error` says why
};
struct Assessment {
    Verdict verdict;
    std::optional<std::uint64_t> bytes{};    ///< Append, FromZero: size of the whole file if it is known now
    bool framed = false;                     ///< FromZero: the connection's end alone does not end the body
    Error error{ErrorKind::Network, {}, {}}; ///< what to say if this is the end of it
};
Assessment assess(const ReplyHead& head, const Expectation& expected);

/// Hosts of model files tell size and hash on their redirect. Nothing when they agree or say nothing.
std::optional<Error> announcesAnotherFile(const ReplyHead& head, const Expectation& expected);

// --- Waiting -----------------------------------------------------------------------------------------------

constexpr int kMostRedirects = 10;
constexpr int kMostRequests = 60;        ///< for one file, redirects included
constexpr int kMostTries = 8;            ///< one after another without a new byte
constexpr int kMostTriesUnreachable = 4; ///< the same while no server was reached at all
constexpr Seconds kLongestRetryAfter{600};

/// Before try number `failures` + 1: 1, 2, 4 … 60 s, shortened by up to half. `chance` is in [0, 1).
Seconds backOff(int failures, double chance);

/// Seconds or an HTTP date, seen at `now`; nothing when it is neither. Never negative.
std::optional<Seconds> parseRetryAfter(std::string_view text, std::chrono::system_clock::time_point now);

} // namespace aviary::download

#include "app/download/transfer_rules.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <memory>

namespace aviary::download {
namespace {

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK)
        return {};
    std::string out(text);
    curl_free(text);
    return out;
}

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// A name that cannot be looked up elsewhere, or an address of the loopback network.
bool isLoopback(const std::string& host) {
    const bool digits = host.find_first_not_of("0123456789.") == std::string::npos;
    return host == "localhost" || host == "[::1]" || (digits && host.starts_with("127."));
}

Failure refused(ErrorKind kind, std::string message) {
    return fail(kind, std::move(message), "NET_REFUSED");
}

Result<Address> checked(CURLU* url, bool allowHttpLoopback, ErrorKind kind) {
    const std::string scheme = part(url, CURLUPART_SCHEME);
    std::string host = part(url, CURLUPART_HOST);
    std::ranges::transform(host, host.begin(), lowered);
    const bool loopback = scheme == "http" && allowHttpLoopback && isLoopback(host);
    if (scheme != "https" && !loopback)
        return refused(kind, "only https addresses are fetched, not " + printable(scheme) + "://" +
                                 printable(host));
    if (host.empty() || !part(url, CURLUPART_USER).empty() || !part(url, CURLUPART_PASSWORD).empty())
        return refused(kind, "an address with a name or password in it is not fetched");
    curl_url_set(url, CURLUPART_FRAGMENT, nullptr, 0);
    return Address{.url = part(url, CURLUPART_URL),
                   .origin = scheme + "://" + host + ":" + part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT),
                   .secure = !loopback};
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool sameText(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lowered, lowered);
}

std::string statusText(int status) {
    return "the server answered " + std::to_string(status);
}

Assessment useless(Verdict verdict, std::string message, std::string_view code = "NET_REFUSED") {
    return {.verdict = verdict, .error = {ErrorKind::Network, std::move(message), std::string(code)}};
}

Assessment otherSize(std::uint64_t theirs, std::uint64_t ours) {
    return {.verdict = Verdict::Refuse,
            .error = {ErrorKind::Corrupt,
                      "the server's file has " + std::to_string(theirs) + " bytes, expected were " +
                          std::to_string(ours),
                      "NET_CHANGED"}};
}

/// 206: every condition for appending, or none of it.
Assessment assessRange(const ReplyHead& head, const Expectation& expected) {
    const auto range = parseContentRange(head.header("content-range"));
    const Validator now = validatorOf(head);
    // Last-Modified may be left out of an answer to If-Range, an ETag may not.
    const bool same = expected.validator.etag.empty() ? now.lastModified.empty() || now == expected.validator
                                                      : now.etag == expected.validator.etag;
    const bool whole =
        range && range->first == expected.have && (!expected.bytes || range->total == *expected.bytes);
    if (expected.have == 0 || !whole || !same)
        return useless(Verdict::AskFromZero, "the server could not continue the file", "NET_CHANGED");
    return {.verdict = Verdict::Append, .bytes = range->total, .framed = true};
}

Assessment assessWhole(const ReplyHead& head, const Expectation& expected) {
    const std::string_view length = head.header("content-length");
    const bool chunked = !head.header("transfer-encoding").empty();
    if (length.empty() || chunked)
        return {.verdict = Verdict::FromZero, .bytes = expected.bytes, .framed = chunked};
    const auto bytes = parseLength(length);
    if (!bytes)
        return useless(Verdict::TryLater, "the server named an impossible length");
    if (expected.bytes && *bytes != *expected.bytes)
        return otherSize(*bytes, *expected.bytes);
    if (*bytes == 0)
        return useless(Verdict::Refuse, "the server's file is empty");
    return {.verdict = Verdict::FromZero, .bytes = bytes, .framed = true};
}

} // namespace

std::string_view ReplyHead::header(std::string_view lowerCaseName) const {
    const auto found = headers.find(lowerCaseName);
    return found == headers.end() ? std::string_view() : trimmed(found->second);
}

Result<Address> parseAddress(const std::string& url, bool allowHttpLoopback) {
    const Url parsed(curl_url());
    if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return refused(ErrorKind::Invalid, "this is no address: " + printable(url.substr(0, url.find('?'))));
    return checked(parsed.get(), allowHttpLoopback, ErrorKind::Invalid);
}

Result<Address> followRedirect(const Address& from, std::string_view location, bool allowHttpLoopback) {
    const Url url(curl_url());
    const std::string to(location);
    if (to.empty() || curl_url_set(url.get(), CURLUPART_URL, from.url.c_str(), 0) != CURLUE_OK ||
        curl_url_set(url.get(), CURLUPART_URL, to.c_str(), CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE) !=
            CURLUE_OK)
        return refused(ErrorKind::Network, "the server sent us on to an address that is none");
    return checked(url.get(), allowHttpLoopback && !from.secure, ErrorKind::Network);
}

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Validator validatorOf(const ReplyHead& head) {
    const std::string_view etag = head.header("etag");
    if (etag.empty())
        return {.lastModified = std::string(head.header("last-modified"))};
    const bool strong =
        etag.size() >= 2 && etag.front() == '"' && etag.back() == '"' && std::ranges::count(etag, '"') == 2;
    return {.etag = strong ? std::string(etag) : std::string()};
}

std::optional<std::uint64_t> parseLength(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value > kLargest)
        return {};
    return value;
}

std::optional<ContentRange> parseContentRange(std::string_view text) {
    constexpr std::string_view kUnit = "bytes ";
    if (text.size() < kUnit.size() || !sameText(text.substr(0, kUnit.size()), kUnit))
        return {};
    text = trimmed(text.substr(kUnit.size()));
    const auto dash = text.find('-'), slash = text.find('/');
    if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash)
        return {};
    const auto first = parseLength(text.substr(0, dash));
    const auto last = parseLength(text.substr(dash + 1, slash - dash - 1));
    const auto total = parseLength(text.substr(slash + 1));
    if (!first || !last || !total || *first > *last || *last >= *total)
        return {};
    return ContentRange{*first, *last, *total};
}

Assessment assess(const ReplyHead& head, const Expectation& expected) {
    const int status = head.status;
    if (isRedirect(status))
        return useless(Verdict::Redirect, statusText(status));
    if (status == 416)
        return useless(expected.have > 0 ? Verdict::AskFromZero : Verdict::Refuse, statusText(status));
    if (status == 401 || status == 403)
        return useless(Verdict::ExpiredLink, statusText(status) + ": it does not give us this file");
    if (status == 408 || status == 425 || status == 429 || status == 500 || status == 502 || status == 503 ||
        status == 504)
        return useless(Verdict::TryLater, statusText(status) + ": it is busy or in trouble");
    if (status != 200 && status != 206)
        return useless(Verdict::Refuse, statusText(status) + " instead of the file");
    const std::string_view encoding = head.header("content-encoding");
    if (!encoding.empty() && !sameText(encoding, "identity"))
        return useless(Verdict::Refuse, "the server sent the file encoded as " + printable(encoding));
    return status == 206 ? assessRange(head, expected) : assessWhole(head, expected);
}

std::optional<Error> announcesAnotherFile(const ReplyHead& head, const Expectation& expected) {
    if (const auto bytes = parseLength(head.header("x-linked-size"));
        bytes && expected.bytes && *bytes != *expected.bytes)
        return otherSize(*bytes, *expected.bytes).error;
    std::string_view hash = head.header("x-linked-etag");
    if (hash.size() == 66 && hash.front() == '"' && hash.back() == '"')
        hash = hash.substr(1, 64);
    if (hash.size() == 64 && !expected.sha256.empty() && !sameText(hash, expected.sha256))
        return Error{ErrorKind::Corrupt,
                     "the server's file has the SHA-256 " + printable(hash) + ", expected was " +
                         expected.sha256,
                     "NET_CHANGED"};
    return {};
}

Seconds backOff(int failures, double chance) {
    const double longest = std::min(60.0, std::exp2(std::clamp(failures - 1, 0, 10)));
    return Seconds(longest * (1 - 0.5 * chance));
}

std::optional<Seconds> parseRetryAfter(std::string_view text, std::chrono::system_clock::time_point now) {
    if (const auto seconds = parseLength(text))
        return Seconds(static_cast<double>(*seconds));
    const std::time_t date = curl_getdate(std::string(text).c_str(), nullptr);
    if (text.empty() || date < 0)
        return {};
    return std::max(Seconds(0), Seconds(std::chrono::system_clock::from_time_t(date) - now));
}

} // namespace aviary::download

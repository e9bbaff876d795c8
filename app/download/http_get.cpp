#include "app/download/http_get.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <memory>

namespace aviary::download {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostHeaderBytes = 65'536;
constexpr int kPollMs = 100;

struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

/// What the callbacks of libcurl fill.
struct Exchange {
    const std::function<bool(const ReplyHead&)>& onHead;
    const std::function<bool(std::span<const std::byte>)>& onBody;
    ReplyHead head{};
    std::size_t headerBytes = 0;
    bool headSeen = false, notWanted = false;
    Clock::time_point lastByte = Clock::now();

    bool addHeader(std::string_view line);
};

std::string lowered(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string_view withoutBlanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Of "HTTP/1.1 206 Partial Content" the 206.
int statusOf(std::string_view line) {
    const auto blank = std::min(line.find(' '), line.size());
    line = line.substr(blank);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    int status = 0;
    std::from_chars(line.data(), line.data() + line.size(), status);
    return status;
}

/// False: the request ends here. Answers before the final one (1xx) and trailers after the body are ignored.
bool Exchange::addHeader(std::string_view line) {
    headerBytes += line.size();
    if (headerBytes > kMostHeaderBytes)
        return false;
    line = withoutBlanks(line);
    if (headSeen)
        return true;
    if (line.starts_with("HTTP/")) {
        head = {.status = statusOf(line)};
        return true;
    }
    if (line.empty()) {
        if (head.status < 200)
            return true;
        headSeen = true;
        lastByte = Clock::now();
        notWanted = !onHead(head);
        return !notWanted;
    }
    const auto colon = std::min(line.find(':'), line.size());
    const auto value = withoutBlanks(line.substr(std::min(colon + 1, line.size())));
    std::string& kept = head.headers[lowered(line.substr(0, colon))];
    kept += (kept.empty() ? "" : ", ") + std::string(value);
    return true;
}

std::size_t takeHeader(char* data, std::size_t size, std::size_t count, void* exchange) {
    return static_cast<Exchange*>(exchange)->addHeader({data, size * count}) ? size * count : 0;
}

std::size_t takeBody(char* data, std::size_t size, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    exchange.lastByte = Clock::now();
    exchange.notWanted = !exchange.onBody(std::as_bytes(std::span(data, size * count)));
    return exchange.notWanted ? 0 : size * count;
}

List headerList(const GetRequest& request) {
    List list(curl_slist_append(nullptr, "Accept-Encoding: identity"));
    for (const std::string& header : request.headers)
        curl_slist_append(list.get(), header.c_str());
    return list;
}

void prepare(CURL* easy, const GetRequest& request, curl_slist* headers, Exchange& exchange, char* error) {
    curl_easy_setopt(easy, CURLOPT_URL, request.address.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, request.address.secure ? "https" : "http");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "Aviary");
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error);
    if (!request.address.secure)
        curl_easy_setopt(easy, CURLOPT_PROXY, ""); // this computer is reached directly
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, takeHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
}

GetEnd::Why meaning(CURLcode code) {
    switch (code) {
    case CURLE_OK:
        return GetEnd::Why::Complete;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        return GetEnd::Why::Unreachable;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return GetEnd::Why::Untrusted;
    default:
        return GetEnd::Why::Broken;
    }
}

std::optional<CURLcode> finished(CURLM* multi) {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left))
        if (message->msg == CURLMSG_DONE)
            return message->data.result;
    return {};
}

} // namespace

GetEnd httpGet(const GetRequest& request, const std::function<bool(const ReplyHead&)>& onHead,
               const std::function<bool(std::span<const std::byte>)>& onBody) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    Exchange exchange{.onHead = onHead, .onBody = onBody};
    std::array<char, CURL_ERROR_SIZE> error{};
    const List headers = headerList(request);
    const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
    const std::unique_ptr<CURLM, FreeMulti> multi(curl_multi_init());
    if (ready != CURLE_OK || !headers || !easy || !multi)
        return {GetEnd::Why::Broken, "the network library could not start"};
    prepare(easy.get(), request, headers.get(), exchange, error.data());
    curl_multi_add_handle(multi.get(), easy.get());

    std::optional<GetEnd> end;
    while (!end) {
        int running = 0;
        curl_multi_perform(multi.get(), &running);
        if (const auto code = finished(multi.get()))
            end = exchange.notWanted ? GetEnd{GetEnd::Why::NotWanted} : GetEnd{meaning(*code), error.data()};
        else if (request.wanted && !request.wanted())
            end = GetEnd{GetEnd::Why::Stopped};
        else if (Clock::now() - exchange.lastByte > request.stall)
            end = GetEnd{GetEnd::Why::Stalled, "nothing arrived for a while"};
        else
            curl_multi_poll(multi.get(), nullptr, 0, kPollMs, nullptr);
    }
    curl_multi_remove_handle(multi.get(), easy.get());
    if (end->why == GetEnd::Why::Complete && !exchange.headSeen)
        return {GetEnd::Why::Broken, "the server answered nothing"};
    return *end;
}

} // namespace aviary::download

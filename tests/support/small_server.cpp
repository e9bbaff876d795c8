#include "tests/support/small_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace aviary::test {
namespace {

constexpr int kPollMs = 50;

std::string receiveHead(int socket, const std::atomic<bool>& ending) {
    std::string text;
    char byte = 0;
    while (!text.ends_with("\r\n\r\n") && !ending) {
        pollfd waiting{socket, POLLIN, 0};
        if (::poll(&waiting, 1, kPollMs) <= 0)
            continue;
        if (::recv(socket, &byte, 1, 0) != 1)
            return {};
        text += byte;
    }
    return text;
}

SeenRequest parse(std::string_view text) {
    SeenRequest request;
    const auto path = text.find(' ') + 1;
    request.path = text.substr(path, text.find(' ', path) - path);
    text.remove_prefix(text.find("\r\n") + 2);
    while (!text.starts_with("\r\n")) {
        const auto colon = text.find(':'), end = text.find("\r\n");
        std::string name(text.substr(0, colon));
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        request.headers[name] = text.substr(colon + 2, end - colon - 2);
        text.remove_prefix(end + 2);
    }
    return request;
}

} // namespace

std::string SeenRequest::header(std::string_view name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

std::size_t SeenRequest::start() const {
    const std::string range = header("range");
    return range.starts_with("bytes=") ? std::stoul(range.substr(6)) : 0;
}

bool Wire::send(std::string_view bytes) const {
    while (!bytes.empty() && !ending_) {
        pollfd waiting{socket_, POLLOUT, 0};
        if (::poll(&waiting, 1, kPollMs) <= 0)
            continue;
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return !ending_;
}

void Wire::hang() const {
    char byte = 0;
    while (!ending_) {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, kPollMs) > 0 && ::recv(socket_, &byte, 1, 0) <= 0)
            return;
    }
}

SmallServer::SmallServer(Handler handler)
    : handler_(std::move(handler))
    , listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 16);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] {
        while (!ending_) {
            pollfd waiting{listener_, POLLIN, 0};
            if (::poll(&waiting, 1, kPollMs) <= 0)
                continue;
            const int socket = ::accept(listener_, nullptr, nullptr);
            if (socket >= 0)
                connections_.emplace_back([this, socket] { serve(socket); });
        }
    });
}

SmallServer::~SmallServer() {
    ending_ = true;
    accepting_.join();
    for (std::thread& connection : connections_)
        connection.join();
    ::close(listener_);
}

void SmallServer::serve(int socket) {
    if (const std::string text = receiveHead(socket, ending_); text.ends_with("\r\n\r\n")) {
        SeenRequest request = parse(text);
        {
            const std::lock_guard lock(mutex_);
            request.number = static_cast<int>(requests_.size()) + 1;
            requests_.push_back(request);
        }
        Wire wire(socket, ending_);
        handler_(request, wire);
    }
    ::shutdown(socket, SHUT_WR);
    ::close(socket);
}

std::string SmallServer::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::vector<SeenRequest> SmallServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::string head(int status, const std::vector<std::string>& headers) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Whatever\r\n";
    for (const std::string& header : headers)
        text += header + "\r\n";
    return text + "\r\n";
}

} // namespace aviary::test

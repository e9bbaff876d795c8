// A small HTTP server on this computer that answers exactly as a test says, also wrongly.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace aviary::test {

struct SeenRequest {
    int number = 0; ///< 1 for the server's first
    std::string path;
    std::map<std::string, std::string, std::less<>> headers; ///< lower-case names
    std::string header(std::string_view name) const;
    /// Of "bytes=N-" the N; 0 without a range.
    std::size_t start() const;
};

/// One connection, one request. Closes at the end of the handler.
class Wire {
public:
    Wire(int socket, const std::atomic<bool>& ending)
        : socket_(socket)
        , ending_(ending) {}
    /// False once the other side is gone.
    bool send(std::string_view bytes) const;
    /// Sends nothing more, until the client goes away or the server ends.
    void hang() const;

private:
    int socket_;
    const std::atomic<bool>& ending_;
};

class SmallServer {
public:
    using Handler = std::function<void(const SeenRequest&, Wire&)>;
    explicit SmallServer(Handler handler);
    ~SmallServer();
    SmallServer(const SmallServer&) = delete;
    SmallServer& operator=(const SmallServer&) = delete;

    std::string url(std::string_view path = "/file") const;
    std::vector<SeenRequest> requests() const;

private:
    void serve(int socket);

    Handler handler_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<bool> ending_{false};
    mutable std::mutex mutex_;
    std::vector<SeenRequest> requests_;
    std::vector<std::thread> connections_;
    std::thread accepting_;
};

/// An answer's head; Content-Length is not added.
std::string head(int status, const std::vector<std::string>& headers);

} // namespace aviary::test

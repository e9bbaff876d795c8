// Files from the net, one at a time, on a thread of its own.
#pragma once

#include "app/download/fetch.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <variant>

namespace aviary::download {

using DownloadId = std::uint64_t;

/// FetchProgress any number of times, then exactly one of the others.
using DownloadEvent = std::variant<FetchProgress, Fetched, Error>;

/// Any thread may call. What was stopped goes on where it was when it is added again.
class Downloader {
public:
    using Listener =
        std::function<void(const DownloadEvent&)>; ///< runs on the download thread; must not block

    explicit Downloader(FetchOptions options = {});
    /// Stops what is under way; its part is kept. Nothing is heard afterwards.
    ~Downloader();
    Downloader(const Downloader&) = delete;
    Downloader& operator=(const Downloader&) = delete;

    DownloadId add(FileSpec spec, Listener listener);
    /// Returns at once; the closing event, an incomplete Fetched, still comes.
    void stop(DownloadId id);
    /// The same, and the part is removed.
    void discard(DownloadId id);

private:
    struct Job {
        DownloadId id;
        FileSpec spec;
        Listener listener;
        bool stopped = false, discarded = false;
    };
    void work();
    bool wanted();

    FetchOptions options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job> jobs_; ///< the first is under way
    DownloadId added_ = 0;
    bool ending_ = false;
    std::thread thread_; ///< last: it uses the rest
};

} // namespace aviary::download

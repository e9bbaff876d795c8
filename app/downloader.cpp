#include "app/downloader.h"

#include <algorithm>
#include <utility>

namespace aviary::download {

Downloader::Downloader(FetchOptions options)
    : options_(options)
    , thread_([this] { work(); }) {}

Downloader::~Downloader() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

DownloadId Downloader::add(FileSpec spec, Listener listener) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back({.id = ++added_, .spec = std::move(spec), .listener = std::move(listener)});
    changed_.notify_one();
    return added_;
}

void Downloader::stop(DownloadId id) {
    const std::lock_guard lock(mutex_);
    if (const auto job = std::ranges::find(jobs_, id, &Job::id); job != jobs_.end())
        job->stopped = true;
}

void Downloader::discard(DownloadId id) {
    const std::lock_guard lock(mutex_);
    if (const auto job = std::ranges::find(jobs_, id, &Job::id); job != jobs_.end())
        job->stopped = job->discarded = true;
}

/// Of the job under way.
bool Downloader::wanted() {
    const std::lock_guard lock(mutex_);
    return !ending_ && !jobs_.front().stopped;
}

void Downloader::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
        if (ending_)
            return;
        const Job& job = jobs_.front(); // stays in place while others are added behind it
        lock.unlock();
        const auto fetched =
            wanted() ? fetch(job.spec, options_,
                             {.onProgress = [&](const FetchProgress& progress) { job.listener(progress); },
                              .wanted = [this] { return wanted(); }})
                     : Result<Fetched>(Fetched{});
        lock.lock();
        if (ending_)
            return;
        if (jobs_.front().discarded)
            discardPart(jobs_.front().spec.out);
        const Listener listener = std::move(jobs_.front().listener);
        jobs_.pop_front();
        lock.unlock();
        if (fetched)
            listener(*fetched);
        else
            listener(fetched.error());
        lock.lock();
    }
}

} // namespace aviary::download

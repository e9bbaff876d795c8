// The only compute threads in the process.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace aviary {

/// Runs loop bodies on a fixed set of threads. One caller at a time.
class ThreadPool {
public:
    explicit ThreadPool(int threads);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    int threads() const;
    /// Calls body(i) once for every i < count, the caller's thread taking part; returns when all are done.
    /// Which thread takes which i is not determined; the bodies must not depend on it and must not throw.
    void parallelFor(std::size_t count, const std::function<void(std::size_t)>& body);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

/// Physical cores this process may use, at least 1.
int physicalCores();

} // namespace aviary

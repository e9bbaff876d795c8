#include "engine/base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif
#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace aviary {
namespace {

void relax() {
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#else
    std::this_thread::yield();
#endif
}

/// Waits until `value` is no longer `old`: spins for a moment, because the next loop of the same step usually
/// follows within microseconds, then sleeps.
template <class T> void waitWhile(const std::atomic<T>& value, T old) {
    using Clock = std::chrono::steady_clock;
    constexpr auto kSpin = std::chrono::microseconds(30);
    const auto end = Clock::now() + kSpin;
    do {
        for (int i = 0; i < 64; ++i) {
            if (value.load(std::memory_order_acquire) != old)
                return;
            relax();
        }
    } while (Clock::now() < end);
    value.wait(old, std::memory_order_acquire);
}

} // namespace

// One word says everything about the current loop: bit 31 "open", the low bits how many workers are inside; a
// second word counts loops so that workers can sleep until the next. A worker enters only while the loop is
// open, so the caller waits for those who are inside and never for one that the system has not scheduled.
class ThreadPool::Impl {
public:
    explicit Impl(int threads) {
        for (int i = 1; i < threads; ++i)
            workers_.emplace_back([this] { work(); });
    }
    ~Impl() {
        stopping_.store(true);
        loop_.fetch_add(1);
        loop_.notify_all();
        for (auto& worker : workers_)
            worker.join();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    int threads() const { return static_cast<int>(workers_.size()) + 1; }

    void run(std::size_t count, const std::function<void(std::size_t)>& body) {
        if (workers_.empty() || count < 2) {
            for (std::size_t i = 0; i < count; ++i)
                body(i);
            return;
        }
        body_ = &body;
        count_ = count;
        next_.store(0, std::memory_order_relaxed);
        gate_.store(kOpen, std::memory_order_release);
        loop_.fetch_add(1, std::memory_order_release);
        loop_.notify_all();
        take();
        std::uint32_t inside = gate_.fetch_and(~kOpen, std::memory_order_acq_rel) & ~kOpen;
        while (inside != 0) {
            waitWhile(gate_, inside);
            inside = gate_.load(std::memory_order_acquire);
        }
    }

private:
    static constexpr std::uint32_t kOpen = 1U << 31;

    void take() {
        for (;;) {
            const std::size_t i = next_.fetch_add(1, std::memory_order_relaxed);
            if (i >= count_)
                return;
            (*body_)(i);
        }
    }

    bool enter() {
        std::uint32_t gate = gate_.load(std::memory_order_acquire);
        while ((gate & kOpen) != 0)
            if (gate_.compare_exchange_weak(gate, gate + 1, std::memory_order_acq_rel))
                return true;
        return false;
    }

    void work() {
        std::uint32_t seen = 0;
        for (;;) {
            waitWhile(loop_, seen);
            seen = loop_.load(std::memory_order_acquire);
            if (stopping_.load())
                return;
            if (!enter())
                continue;
            take();
            gate_.fetch_sub(1, std::memory_order_acq_rel);
            gate_.notify_one();
        }
    }

    std::vector<std::thread> workers_;
    std::atomic<bool> stopping_{false};
    std::atomic<std::uint32_t> loop_{0};
    std::atomic<std::uint32_t> gate_{0};
    std::atomic<std::size_t> next_{0};
    const std::function<void(std::size_t)>* body_ = nullptr;
    std::size_t count_ = 0;
};

ThreadPool::ThreadPool(int threads)
    : impl_(std::make_unique<Impl>(std::max(1, threads))) {}
ThreadPool::~ThreadPool() = default;

int ThreadPool::threads() const {
    return impl_->threads();
}

void ThreadPool::parallelFor(std::size_t count, const std::function<void(std::size_t)>& body) {
    impl_->run(count, body);
}

int physicalCores() {
    const int logical = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
#if defined(__linux__)
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
        return logical;
    std::set<std::pair<int, int>> cores; // package, core
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed))
            continue;
        const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/";
        int package = 0;
        int core = 0;
        if (!(std::ifstream(folder + "physical_package_id") >> package))
            return logical;
        if (!(std::ifstream(folder + "core_id") >> core))
            return logical;
        cores.emplace(package, core);
    }
    return std::max(1, static_cast<int>(cores.size()));
#else
    return logical;
#endif
}

} // namespace aviary

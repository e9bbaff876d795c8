#include "app/cli/machine.h"

#include "engine/base/thread_pool.h"
#include "engine/matmul.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <vector>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/resource.h>
#endif
#if defined(__linux__)
#include <unistd.h>

#include <fstream>
#include <string>
#endif

namespace aviary::cli {
namespace {

constexpr int kPasses = 5;

template <class Body> double secondsOf(const Body& body) {
    const auto start = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Sums whole cache lines with enough independent chains to keep the loads of several lines in flight.
std::uint64_t sumOf(const std::uint64_t* words, std::size_t count) {
    std::array<std::uint64_t, 8> sums{};
    for (std::size_t i = 0; i + sums.size() <= count; i += sums.size())
        for (std::size_t lane = 0; lane < sums.size(); ++lane)
            sums[lane] += words[i + lane];
    std::uint64_t sum = 0;
    for (const std::uint64_t lane : sums)
        sum += lane;
    return sum;
}

} // namespace

std::uint64_t peakMemory() {
#if defined(__unix__) || defined(__APPLE__)
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
#if defined(__APPLE__)
    return static_cast<std::uint64_t>(usage.ru_maxrss);
#else
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
#endif
#else
    return 0;
#endif
}

CpuClock::CpuClock()
    : start_(now()) {}

std::optional<double> CpuClock::foreignShare() const {
    const auto end = now();
    if (!start_ || !end || end->total - start_->total <= 0)
        return std::nullopt;
    const double foreign = (end->busy - start_->busy) - (end->own - start_->own);
    return std::clamp(foreign / (end->total - start_->total), 0.0, 1.0);
}

std::optional<CpuClock::Times> CpuClock::now() {
#if defined(__linux__)
    // cpu  user nice system idle iowait irq softirq steal ...     in clock ticks
    std::ifstream in("/proc/stat");
    std::string word;
    std::array<double, 8> ticks{};
    in >> word;
    for (double& value : ticks)
        in >> value;
    if (!in || word != "cpu")
        return std::nullopt;
    const double second = 1.0 / static_cast<double>(sysconf(_SC_CLK_TCK));
    Times times;
    for (const double value : ticks)
        times.total += value * second;
    times.busy = times.total - (ticks[3] + ticks[4]) * second;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    times.own = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    return times;
#else
    return std::nullopt;
#endif
}

double readProbe(ThreadPool& pool) {
    constexpr std::size_t kBytes = std::size_t{512} << 20;
    constexpr std::size_t kPieces = 64;
    constexpr std::size_t kWords = kBytes / sizeof(std::uint64_t) / kPieces;
    std::vector<std::uint64_t> memory(kPieces * kWords, 1);
    std::atomic<std::uint64_t> sum{0}; // keeps the reads from being left out
    double best = 0;
    for (int pass = 0; pass < kPasses; ++pass) {
        const double seconds = secondsOf([&] {
            pool.parallelFor(kPieces,
                             [&](std::size_t piece) { sum += sumOf(&memory[piece * kWords], kWords); });
        });
        best = std::max(best, static_cast<double>(kBytes) / seconds);
    }
    return sum == kPasses * kPieces * kWords ? best : 0;
}

double gemmProbe(ThreadPool& pool) {
    constexpr std::size_t kSide = 2048, kRows = 256;
    engine::Matrix w;
    w.out = w.in = kSide;
    w.values.assign(kSide * kSide, 0.5F);
    const std::vector<float> x(kRows * kSide, 0.25F);
    std::vector<float> y(kRows * kSide);
    double best = 0;
    for (int pass = 0; pass < kPasses; ++pass) {
        const double seconds = secondsOf([&] { engine::matmul(w, x.data(), kRows, y.data(), pool); });
        best = std::max(best, 2.0 * kRows * kSide * kSide / seconds);
    }
    return best;
}

} // namespace aviary::cli

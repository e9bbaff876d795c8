// What this process and its machine are doing, and what the machine can do at most.
#pragma once

#include <cstdint>
#include <optional>

namespace aviary {
class ThreadPool;
}

namespace aviary::cli {

/// Most bytes this process had in memory so far; 0 where the system does not tell.
std::uint64_t peakMemory();

/// Processor time since an instant, of this process and of the whole machine.
class CpuClock {
public:
    CpuClock();
    /// Share of the machine's processors that others used since construction, 0..1. Nothing where the system
    /// does not tell, or when too little time has passed.
    std::optional<double> foreignShare() const;

private:
    struct Times {
        double own = 0, busy = 0, total = 0; // seconds, summed over processors
    };
    static std::optional<Times> now();
    std::optional<Times> start_;
};

/// Bytes a second that the pool's threads read from memory together: the best of several passes over far more
/// than any cache holds.
double readProbe(ThreadPool& pool);

/// Floating point operations a second of a large float32 product: the best of several.
double gemmProbe(ThreadPool& pool);

} // namespace aviary::cli

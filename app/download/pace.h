// Tells how a fetch is going, ten times a second, and how fast.
#pragma once

#include "app/download/fetch.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace aviary::download {

class Pace {
public:
    explicit Pace(const std::function<void(const FetchProgress&)>& tell)
        : tell_(tell) {}

    /// A step is told when it begins, and then at the common rate.
    void show(FetchProgress progress);
    /// So many bytes of the file are here.
    void count(std::uint64_t done, std::optional<std::uint64_t> total);

private:
    using Clock = std::chrono::steady_clock;
    void measure(std::uint64_t done);

    const std::function<void(const FetchProgress&)>& tell_;
    std::optional<FetchProgress::Step> step_;
    Clock::time_point told_{}, measured_{};
    std::uint64_t measuredBytes_ = 0;
    double bytesPerSecond_ = 0;
};

} // namespace aviary::download

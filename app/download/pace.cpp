#include "app/download/pace.h"

namespace aviary::download {
namespace {

constexpr std::chrono::milliseconds kTellEvery{100};
constexpr std::chrono::milliseconds kMeasureEvery{500};
constexpr double kNewShare = 0.3; // of the newest half second in the speed shown

} // namespace

void Pace::show(FetchProgress progress) {
    const auto now = Clock::now();
    if (!tell_ || (step_ == progress.step && now - told_ < kTellEvery))
        return;
    if (progress.step != FetchProgress::Step::Receiving)
        bytesPerSecond_ = 0;
    step_ = progress.step;
    told_ = now;
    progress.bytesPerSecond = bytesPerSecond_;
    tell_(progress);
}

void Pace::count(std::uint64_t done, std::optional<std::uint64_t> total) {
    measure(done);
    show({.step = FetchProgress::Step::Receiving, .done = done, .total = total});
}

void Pace::measure(std::uint64_t done) {
    const auto now = Clock::now();
    if (step_ != FetchProgress::Step::Receiving || done < measuredBytes_) {
        measured_ = now;
        measuredBytes_ = done;
        return;
    }
    const std::chrono::duration<double> passed = now - measured_;
    if (passed < kMeasureEvery)
        return;
    const double newest = static_cast<double>(done - measuredBytes_) / passed.count();
    bytesPerSecond_ = bytesPerSecond_ > 0 ? kNewShare * newest + (1 - kNewShare) * bytesPerSecond_ : newest;
    measured_ = now;
    measuredBytes_ = done;
}

} // namespace aviary::download

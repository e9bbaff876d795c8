// What the running program costs the computer.
#pragma once

#include <cstdint>
#include <optional>

namespace aviary::app {

/// Nothing where the system does not tell.
struct ProcessUsage {
    std::optional<std::uint64_t> residentBytes{};
    std::optional<double> cpuSeconds{}; ///< of all threads, user and system, since the program began
};
ProcessUsage processUsage();

} // namespace aviary::app

#include "app/process_memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace aviary::app {

ProcessUsage processUsage() {
    ProcessUsage usage;
    std::uint64_t total = 0, resident = 0; // pages
    if (std::ifstream("/proc/self/statm") >> total >> resident)
        usage.residentBytes = resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));

    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    if (rusage own{}; getrusage(RUSAGE_SELF, &own) == 0)
        usage.cpuSeconds = seconds(own.ru_utime) + seconds(own.ru_stime);
    return usage;
}

} // namespace aviary::app

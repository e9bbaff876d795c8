// For systems whose way of telling is not written yet.
#include "app/process_memory.h"

namespace aviary::app {

ProcessUsage processUsage() {
    return {};
}

} // namespace aviary::app

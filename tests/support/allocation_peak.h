// How much memory a piece of code takes at most. Replaces the program's operator new: link it into one test.
#pragma once

#include <cstddef>

namespace aviary::test {

/// Counts from its construction on, over all threads. One at a time.
class AllocationPeak {
public:
    AllocationPeak();
    /// The most bytes that were held at once beyond those held at the start.
    std::size_t bytes() const;

private:
    std::size_t start_;
};

} // namespace aviary::test

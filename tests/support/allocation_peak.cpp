#include "tests/support/allocation_peak.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> held{0};
std::atomic<std::size_t> most{0};

void* take(std::size_t size) {
    void* block = std::malloc(size == 0 ? 1 : size);
    if (block == nullptr)
        throw std::bad_alloc();
    const std::size_t now = held += malloc_usable_size(block);
    for (std::size_t peak = most; now > peak && !most.compare_exchange_weak(peak, now);) {
    }
    return block;
}

void give(void* block) noexcept {
    if (block == nullptr)
        return;
    held -= malloc_usable_size(block);
    std::free(block);
}

} // namespace

void* operator new(std::size_t size) {
    return take(size);
}
void* operator new[](std::size_t size) {
    return take(size);
}
void operator delete(void* block) noexcept {
    give(block);
}
void operator delete[](void* block) noexcept {
    give(block);
}
void operator delete(void* block, std::size_t) noexcept {
    give(block);
}
void operator delete[](void* block, std::size_t) noexcept {
    give(block);
}

namespace aviary::test {

AllocationPeak::AllocationPeak()
    : start_(held) {
    most = start_;
}

std::size_t AllocationPeak::bytes() const {
    return most - start_;
}

} // namespace aviary::test

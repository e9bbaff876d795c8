// Scratch memory and threads for forward passes.
#pragma once

#include "engine/base/thread_pool.h"

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

namespace aviary::engine {

/// Lends arrays for the length of one chunk and keeps their memory for the next. One per thread that calls
/// forward().
class Workspace {
public:
    explicit Workspace(ThreadPool& pool)
        : pool_(pool) {}
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    ThreadPool& pool() { return pool_; }

    /// n uninitialised floats, 64-byte aligned, until it is released.
    float* floats(std::size_t n);
    /// Takes all arrays back.
    void reset() { release({}); }

    /// How much is lent at a moment; release() takes back what was lent since.
    struct Mark {
        std::size_t block = 0, used = 0;
    };
    Mark mark() const { return {block_, used_}; }
    void release(Mark mark) {
        block_ = mark.block;
        used_ = mark.used;
    }
    std::size_t bytes() const;

    /// A flag that graphs look at between layers; once it is true a forward pass ends early and leaves states
    /// and logits worthless. Null: never.
    void watch(const std::atomic<bool>* abandon) { abandon_ = abandon; }
    bool abandoned() const { return abandon_ != nullptr && abandon_->load(std::memory_order_relaxed); }

private:
    struct Free {
        void operator()(float* p) const;
    };
    struct Block {
        std::unique_ptr<float, Free> memory;
        std::size_t size = 0; // floats
    };
    ThreadPool& pool_;
    std::vector<Block> blocks_;
    std::size_t block_ = 0; // the one being filled
    std::size_t used_ = 0;  // of it
    const std::atomic<bool>* abandon_ = nullptr;
};

} // namespace aviary::engine

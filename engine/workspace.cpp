#include "engine/workspace.h"

#include <algorithm>
#include <new>

namespace aviary::engine {
namespace {

constexpr std::size_t kAlign = 64;
constexpr std::size_t kFloatsPerLine = kAlign / sizeof(float);
constexpr std::size_t kSmallestBlock = std::size_t{1} << 18;

} // namespace

void Workspace::Free::operator()(float* p) const {
    ::operator delete (p, std::align_val_t{kAlign});
}

float* Workspace::floats(std::size_t n) {
    n = (n + kFloatsPerLine - 1) / kFloatsPerLine * kFloatsPerLine;
    while (block_ < blocks_.size() && used_ + n > blocks_[block_].size) {
        ++block_;
        used_ = 0;
    }
    if (block_ == blocks_.size()) {
        const std::size_t size = std::max(n, kSmallestBlock);
        auto* memory = static_cast<float*>(::operator new (size * sizeof(float), std::align_val_t{kAlign}));
        blocks_.push_back({std::unique_ptr<float, Free>(memory), size});
    }
    float* out = blocks_[block_].memory.get() + used_;
    used_ += n;
    return out;
}

std::size_t Workspace::bytes() const {
    std::size_t sum = 0;
    for (const Block& block : blocks_)
        sum += block.size * sizeof(float);
    return sum;
}

} // namespace aviary::engine

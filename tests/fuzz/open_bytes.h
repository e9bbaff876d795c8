// Opens bytes as a weights file and reads every tensor.
#pragma once

#include "engine/tensor_source.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

namespace aviary::fuzz {

/// The readers map files, so the bytes go through one in memory.
inline void openBytes(std::span<const std::byte> bytes) {
    static const int fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (ftruncate(fd, 0) != 0 || pwrite(fd, bytes.data(), bytes.size(), 0) != ssize_t(bytes.size()))
        std::abort();
    const auto source = engine::openWeights("/proc/self/fd/" + std::to_string(fd));
    if (!source)
        return;
    static volatile unsigned sum = 0;
    for (const engine::TensorInfo& info : (*source)->tensors()) {
        const auto view = (*source)->find(info.name);
        if (!view || view->data.size() !=
                         std::size_t(engine::elementCount(view->shape)) * engine::dtypeSize(view->dtype))
            std::abort();
        for (const std::byte b : view->data)
            sum = sum + std::to_integer<unsigned>(b);
    }
}

} // namespace aviary::fuzz

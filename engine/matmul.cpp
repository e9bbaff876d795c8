#include "engine/matmul.h"

#include "engine/backends/backend.h"
#include "engine/base/thread_pool.h"
#include "engine/kernels/gemv.h"

#include <algorithm>

namespace aviary::engine {
namespace {

// Below this many rows the weights' way from memory decides and our own kernel reads them once; above, a
// library's blocking.
constexpr std::size_t kLibraryRows = 8;
// Libraries compile a kernel per number of rows, so a batch is cut into powers of two.
constexpr std::size_t kMostRows = 256;
// Outputs a task computes: fixed, so that bits do not depend on the number of threads.
constexpr std::size_t kTileFloats = std::size_t{1} << 16;

void multiplyTile(const Product& tile) {
    if (tile.rows >= kLibraryRows)
        for (const Backend& backend : backends())
            if (backend.multiply(tile))
                return;
    gemv(tile.w, tile.out, tile.in, tile.x, tile.rows, tile.y, tile.stride);
}

} // namespace

void matmul(const Matrix& w, const float* x, std::size_t rows, float* y, ThreadPool& pool) {
    while (rows > 0) {
        std::size_t block = rows;
        if (rows >= kLibraryRows) {
            block = kMostRows;
            while (block > rows)
                block /= 2;
        }
        const std::size_t smallest = block < kLibraryRows ? 16 : 64;
        const std::size_t tile =
            std::max(smallest, kTileFloats / std::max<std::size_t>(w.in, 1) / smallest * smallest);
        const std::size_t tiles = (w.out + tile - 1) / tile;
        pool.parallelFor(tiles, [&](std::size_t i) {
            const std::size_t first = i * tile;
            multiplyTile({x, w.values.data() + first * w.in, y + first, block, w.in,
                          std::min(tile, w.out - first), w.out});
        });
        x += block * w.in;
        y += block * w.out;
        rows -= block;
    }
}

} // namespace aviary::engine

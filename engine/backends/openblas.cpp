// f32 products by OpenBLAS. It repacks the weights at every call, so oneDNN comes first where both are there.
#include "engine/backends/openblas.h"

#include <cblas.h>

namespace aviary::engine {
namespace {

bool multiply(const Product& p) {
    // The pool's threads share the work; OpenBLAS must not start threads under them.
    static const bool single = [] {
        openblas_set_num_threads(1);
        return true;
    }();
    (void)single;
    const auto n = [](std::size_t value) { return static_cast<blasint>(value); };
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n(p.rows), n(p.out), n(p.in), 1.0F, p.x, n(p.in),
                p.w, n(p.in), 0.0F, p.y, n(p.stride));
    return true;
}

std::string version() {
    // "OpenBLAS 0.3.21 NO_AFFINITY USE_OPENMP ..."
    const std::string_view config = openblas_get_config();
    return std::string(config.substr(0, config.find(' ', config.find(' ') + 1)));
}

// OpenBLAS chooses its kernels when it is loaded and cannot be told later.
void limitIsa(std::string_view) {}

} // namespace

Backend openBlasBackend() {
    return {"openblas", version, multiply, limitIsa};
}

} // namespace aviary::engine

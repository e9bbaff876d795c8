#include "engine/backends/backend.h"

#include "engine/backends/onednn.h"
#include "engine/backends/openblas.h"

#include <array>

namespace aviary::engine {

std::span<const Backend> backends() {
    static const std::array<Backend, 0
#ifdef AVIARY_WITH_ONEDNN
                                         + 1
#endif
#ifdef AVIARY_WITH_OPENBLAS
                                         + 1
#endif
                            >
        kBackends{{
#ifdef AVIARY_WITH_ONEDNN
            oneDnnBackend(),
#endif
#ifdef AVIARY_WITH_OPENBLAS
            openBlasBackend(),
#endif
        }};
    return kBackends;
}

} // namespace aviary::engine

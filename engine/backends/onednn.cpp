// f32 products by oneDNN. Primitives are made once per shape and shared; every thread brings its own scratch
// memory.
#include "engine/backends/onednn.h"

#include <omp.h>
#include <oneapi/dnnl/dnnl.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace aviary::engine {
namespace {

using dnnl::memory;

struct Compiled {
    dnnl::matmul primitive;
    memory::desc x, w, y, scratch;
};

class OneDnn {
public:
    const Compiled* find(const Product& p) {
        const auto key = std::make_tuple(p.rows, p.in, p.out, p.stride);
        const std::scoped_lock lock(mutex_);
        const auto known = compiled_.find(key);
        if (known != compiled_.end())
            return known->second.get();
        return compiled_.emplace(key, compile(p)).first->second.get();
    }
    const dnnl::engine& engine() const { return engine_; }

private:
    // Null when oneDNN has no implementation.
    std::unique_ptr<const Compiled> compile(const Product& p) const {
        const auto m = static_cast<memory::dim>(p.rows);
        const auto k = static_cast<memory::dim>(p.in);
        const auto n = static_cast<memory::dim>(p.out);
        const auto f32 = memory::data_type::f32;
        try {
            const memory::desc x({m, k}, f32, memory::dims{k, 1});
            const memory::desc w({k, n}, f32, memory::dims{1, k});
            const memory::desc y({m, n}, f32, memory::dims{static_cast<memory::dim>(p.stride), 1});
            dnnl::primitive_attr attributes;
            attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
            const dnnl::matmul::primitive_desc plan(dnnl::matmul::desc(x, w, y), attributes, engine_);
            return std::make_unique<Compiled>(Compiled{dnnl::matmul(plan), x, w, y, plan.scratchpad_desc()});
        } catch (const dnnl::error&) {
            return nullptr;
        }
    }

    dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
    std::mutex mutex_;
    std::map<std::tuple<std::size_t, std::size_t, std::size_t, std::size_t>, std::unique_ptr<const Compiled>>
        compiled_;
};

// Made at the first product, so that limitIsa() comes in time and a program that only looks at files never
// starts oneDNN.
OneDnn& oneDnn() {
    static OneDnn library;
    return library;
}

struct ThreadScratch {
    dnnl::stream stream{oneDnn().engine()};
    std::vector<std::byte> bytes;
    // Each pool thread computes its own tile: OpenMP must not start a team under it.
    ThreadScratch() { omp_set_num_threads(1); }
};

bool multiply(const Product& p) {
    try {
        const Compiled* compiled = oneDnn().find(p);
        if (compiled == nullptr)
            return false;
        thread_local ThreadScratch scratch;
        if (scratch.bytes.size() < compiled->scratch.get_size())
            scratch.bytes.resize(compiled->scratch.get_size());
        const dnnl::engine& engine = oneDnn().engine();
        // oneDNN takes its inputs as void*, and does not write to them.
        const memory x(compiled->x, engine, const_cast<float*>(p.x));
        const memory w(compiled->w, engine, const_cast<float*>(p.w));
        const memory y(compiled->y, engine, p.y);
        const memory spare(compiled->scratch, engine, scratch.bytes.data());
        compiled->primitive.execute(
            scratch.stream,
            {{DNNL_ARG_SRC, x}, {DNNL_ARG_WEIGHTS, w}, {DNNL_ARG_DST, y}, {DNNL_ARG_SCRATCHPAD, spare}});
        scratch.stream.wait();
        return true;
    } catch (const dnnl::error&) {
        return false;
    }
}

std::string version() {
    const dnnl::version_t* v = dnnl::version();
    return "oneDNN " + std::to_string(v->major) + "." + std::to_string(v->minor) + "." +
           std::to_string(v->patch);
}

void limitIsa(std::string_view name) {
    const auto isa = name == "avx2"        ? dnnl::cpu_isa::avx2
                     : name == "avx512"    ? dnnl::cpu_isa::avx512_core
                     : name == "avx512-dl" ? dnnl::cpu_isa::avx512_core_vnni
                                           : dnnl::cpu_isa::sse41;
    dnnl::set_max_cpu_isa(isa);
}

} // namespace

Backend oneDnnBackend() {
    return {"onednn", version, multiply, limitIsa};
}

} // namespace aviary::engine

#include "engine/isa.h"

#include "engine/backends/backend.h"

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <ranges>

namespace aviary::engine {
namespace {

struct IsaRow {
    std::string_view name;
    std::int64_t target;
};

// Simplest first. A target's bit is smaller the better it is.
constexpr std::array kIsas{
    IsaRow{"scalar", HWY_SCALAR},     IsaRow{"neon", HWY_NEON}, IsaRow{"ssse3", HWY_SSSE3},
    IsaRow{"sse4", HWY_SSE4},         IsaRow{"avx2", HWY_AVX2}, IsaRow{"avx512", HWY_AVX3},
    IsaRow{"avx512-dl", HWY_AVX3_DL},
};

bool available(const IsaRow& row) {
    return std::ranges::count(hwy::SupportedAndGeneratedTargets(), row.target) > 0;
}

} // namespace

std::vector<std::string> availableIsas() {
    std::vector<std::string> names;
    for (const IsaRow& row : kIsas)
        if (available(row))
            names.emplace_back(row.name);
    return names;
}

std::string isaName() {
    const auto names = availableIsas();
    return names.empty() ? "scalar" : names.back();
}

Result<void> forceIsa(std::string_view name) {
    const auto row = std::ranges::find(kIsas, name, &IsaRow::name);
    if (row == kIsas.end()) {
        std::string known;
        for (const IsaRow& other : kIsas)
            known += (known.empty() ? "" : ", ") + std::string(other.name);
        return fail(ErrorKind::Invalid,
                    "no instruction set is called \"" + printable(name) + "\"; known are " + known);
    }
    if (!available(*row))
        return fail(ErrorKind::Unsupported, "this processor cannot run " + std::string(name) + " code");
    hwy::SetSupportedTargetsForTest(row->target);
    for (const Backend& backend : backends())
        backend.limitIsa(name);
    return {};
}

std::string mathLibraries() {
    std::string text;
    for (const Backend& backend : backends())
        text += (text.empty() ? "" : ", ") + backend.version();
    return text;
}

} // namespace aviary::engine

// A whole file, whatever its container turns out to be.
#include "tests/fuzz/open_bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    aviary::fuzz::openBytes(std::as_bytes(std::span(data, size)));
    return 0;
}

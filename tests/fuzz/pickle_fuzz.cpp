// A pickle inside a sound archive, so that its checksum does not stand in the way.
#include "tests/fuzz/open_bytes.h"
#include "tests/support/weight_files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string pickle(reinterpret_cast<const char*>(data), size);
    const std::string file = aviary::test::checkpoint(pickle);
    aviary::fuzz::openBytes(std::as_bytes(std::span(file)));
    return 0;
}

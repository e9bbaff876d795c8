// A safetensors header with the right length in front, so that the parser is reached at once.
// Input: header, a zero byte, data.
#include "tests/fuzz/open_bytes.h"
#include "tests/support/weight_files.h"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = std::min(input.find('\0'), input.size());
    const std::string rest = end < input.size() ? input.substr(end + 1) : "";
    const std::string file = aviary::test::safetensors(input.substr(0, end), rest);
    aviary::fuzz::openBytes(std::as_bytes(std::span(file)));
    return 0;
}

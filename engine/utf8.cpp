#include "engine/utf8.h"

namespace aviary::engine {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

struct Head {
    std::size_t length; // bytes of the character, or of the ill-formed subpart
    enum { Whole, Broken, Cut } state;
};

/// What `bytes` (not empty) begins with. Unicode 15, table 3-7: only the second byte's range depends on the
/// first byte.
Head head(std::string_view bytes) {
    const auto first = static_cast<unsigned char>(bytes[0]);
    if (first < 0x80)
        return {1, Head::Whole};
    const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0)
        return {1, Head::Broken};
    unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    for (std::size_t i = 1; i < length; ++i) {
        if (i == bytes.size())
            return {i, Head::Cut};
        const auto next = static_cast<unsigned char>(bytes[i]);
        if (next < low || next > high)
            return {i, Head::Broken};
        low = 0x80;
        high = 0xBF;
    }
    return {length, Head::Whole};
}

} // namespace

std::string Utf8Joiner::add(std::string_view bytes) {
    const std::string joined = pending_ + std::string(bytes);
    std::string_view rest = joined;
    std::string out;
    while (!rest.empty()) {
        const Head next = head(rest);
        if (next.state == Head::Cut)
            break;
        out += next.state == Head::Whole ? rest.substr(0, next.length) : kReplacement;
        rest.remove_prefix(next.length);
    }
    pending_ = rest;
    return out;
}

std::string Utf8Joiner::flush() {
    const bool cut = !pending_.empty();
    pending_.clear();
    return std::string(cut ? kReplacement : "");
}

bool appendUtf8(std::string& out, std::uint32_t codePoint) {
    if (codePoint > 0x10FFFF || (codePoint >= 0xD800 && codePoint < 0xE000))
        return false;
    const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((codePoint >> shift) & 0x3F)); };
    if (codePoint < 0x80) {
        out += static_cast<char>(codePoint);
    } else if (codePoint < 0x800) {
        out += static_cast<char>(0xC0 | (codePoint >> 6));
        tail(0);
    } else if (codePoint < 0x10000) {
        out += static_cast<char>(0xE0 | (codePoint >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0 | (codePoint >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
    return true;
}

} // namespace aviary::engine

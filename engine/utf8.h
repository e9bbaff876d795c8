// Bytes that arrive in pieces become whole characters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aviary::engine {

/// Incremental UTF-8 decoder. Emits only complete code points and holds back at most 3 bytes; each maximal
/// ill-formed subpart becomes one U+FFFD (Unicode 15, section 3.9, "substitution of maximal subparts").
class Utf8Joiner {
public:
    /// The text that became visible by these bytes.
    std::string add(std::string_view bytes);
    /// At the end of the stream: a pending fragment as one U+FFFD, otherwise nothing.
    std::string flush();
    /// Bytes held back.
    std::string_view pending() const { return pending_; }

private:
    std::string pending_;
};

/// Appends a code point. False, and nothing appended, for surrogates and what lies beyond U+10FFFF.
bool appendUtf8(std::string& out, std::uint32_t codePoint);

} // namespace aviary::engine

// Finds texts that end a reply in a stream of bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::engine {

/// Feeds on bytes and lets through what cannot be part of a stop text any more. Of several stop texts the one
/// that begins first wins, of equal beginnings the longest that is complete.
class StopMatcher {
public:
    explicit StopMatcher(std::vector<std::string> stops);

    /// Bytes that may be shown now. After a match nothing more is let through.
    std::string add(std::string_view bytes);
    /// The stop text that was met, once it was.
    const std::optional<std::string>& matched() const { return matched_; }
    /// Bytes held back because they may become a stop text; after a match: empty.
    std::string_view held() const { return held_; }

private:
    std::vector<std::string> stops_;
    std::string held_;
    std::optional<std::string> matched_;
};

} // namespace aviary::engine

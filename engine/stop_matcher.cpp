#include "engine/stop_matcher.h"

#include <algorithm>

namespace aviary::engine {

StopMatcher::StopMatcher(std::vector<std::string> stops)
    : stops_(std::move(stops)) {
    std::erase(stops_, std::string());
    std::stable_sort(stops_.begin(), stops_.end(),
                     [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

std::string StopMatcher::add(std::string_view bytes) {
    if (matched_)
        return {};
    held_ += bytes;
    std::size_t shown = 0; // held_[0, shown) cannot be part of a stop text
    for (; shown < held_.size(); ++shown) {
        const std::string_view rest = std::string_view(held_).substr(shown);
        // Longest first, so the first complete one is the one that counts.
        const auto whole = std::find_if(stops_.begin(), stops_.end(),
                                        [&](const std::string& stop) { return rest.starts_with(stop); });
        if (whole != stops_.end()) {
            matched_ = *whole;
            break;
        }
        if (std::any_of(stops_.begin(), stops_.end(),
                        [&](const std::string& stop) { return std::string_view(stop).starts_with(rest); }))
            break;
    }
    std::string out = held_.substr(0, shown);
    held_.erase(0, matched_ ? held_.size() : shown);
    return out;
}

} // namespace aviary::engine

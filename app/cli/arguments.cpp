#include "app/cli/arguments.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <sstream>

namespace aviary::cli {
namespace {

template <class T> std::optional<T> parseWhole(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<float> parseReal(const std::string& text) {
    char* end = nullptr;
    const float value = std::strtof(text.c_str(), &end);
    if (text.empty() || end != text.c_str() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

template <class T> std::string range(T lowest, T highest) {
    std::ostringstream out;
    out << lowest << " to " << highest;
    return out.str();
}

} // namespace

std::optional<std::int64_t> parseInteger(std::string_view text) {
    return parseWhole<std::int64_t>(text);
}

std::optional<std::vector<std::int64_t>> parseIntegers(std::string_view text) {
    std::vector<std::int64_t> numbers;
    for (bool more = true; more;) {
        const auto comma = std::min(text.find(','), text.size());
        std::string_view part = text.substr(0, comma);
        more = comma < text.size();
        text.remove_prefix(more ? comma + 1 : comma);
        while (part.starts_with(' '))
            part.remove_prefix(1);
        while (part.ends_with(' '))
            part.remove_suffix(1);
        const auto number = parseInteger(part);
        if (!number)
            return std::nullopt;
        numbers.push_back(*number);
    }
    return numbers;
}

Result<Arguments> Arguments::parse(std::span<const Option> options, std::span<const std::string_view> words) {
    Arguments out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "--") {
            out.operands_.insert(out.operands_.end(), words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                 words.end());
            break;
        }
        if (!word.starts_with('-') || word == "-") {
            out.operands_.emplace_back(word);
            continue;
        }
        const auto equals = word.find('=');
        const auto option = std::ranges::find(options, word.substr(0, equals), &Option::name);
        if (option == options.end())
            return fail(ErrorKind::Invalid,
                        "there is no option " + printable(word.substr(0, equals)) + " here");
        const std::string name(option->name);
        auto& values = out.values_[name];
        if (!values.empty() && !option->repeatable)
            return fail(ErrorKind::Invalid, "the option " + name + " was given twice");
        if (option->value.empty()) {
            if (equals != std::string_view::npos)
                return fail(ErrorKind::Invalid, "the option " + name + " takes no value");
            values.emplace_back();
        } else if (equals != std::string_view::npos) {
            values.emplace_back(word.substr(equals + 1));
        } else {
            if (i + 1 == words.size())
                return fail(ErrorKind::Invalid, "the option " + name + " needs a value");
            values.emplace_back(words[++i]);
        }
    }
    return out;
}

std::optional<std::string> Arguments::text(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::nullopt : std::optional(found->second.front());
}

std::vector<std::string> Arguments::all(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>() : found->second;
}

std::int64_t Arguments::integer(std::string_view name, std::int64_t fallback, std::int64_t lowest,
                                std::int64_t highest) {
    const auto given = text(name);
    if (!given)
        return fallback;
    const auto value = parseInteger(*given);
    if (value && *value >= lowest && *value <= highest)
        return *value;
    refuse(name, *given, "a whole number from " + range(lowest, highest));
    return fallback;
}

float Arguments::real(std::string_view name, float fallback, float lowest, float highest) {
    const auto given = text(name);
    if (!given)
        return fallback;
    const auto value = parseReal(*given);
    if (value && *value >= lowest && *value <= highest)
        return *value;
    refuse(name, *given, "a number from " + range(lowest, highest));
    return fallback;
}

std::vector<std::int64_t> Arguments::integers(std::string_view name, std::string_view fallback,
                                              std::int64_t lowest, std::int64_t highest) {
    const std::string given = text(name).value_or(std::string(fallback));
    const auto values = parseIntegers(given);
    if (values && std::ranges::all_of(*values, [&](auto v) { return v >= lowest && v <= highest; }))
        return *values;
    refuse(name, given, "whole numbers from " + range(lowest, highest) + " with commas between");
    return {lowest};
}

std::optional<std::uint64_t> Arguments::unsignedNumber(std::string_view name) {
    const auto given = text(name);
    if (!given)
        return std::nullopt;
    const auto value = parseWhole<std::uint64_t>(*given);
    if (!value)
        refuse(name, *given, "a whole number from 0 to 18446744073709551615");
    return value;
}

Result<void> Arguments::check() const {
    if (fault_)
        return Failure(*fault_);
    return {};
}

void Arguments::refuse(std::string_view name, const std::string& value, const std::string& wanted) {
    if (!fault_)
        fault_ =
            Error{ErrorKind::Invalid, std::string(name) + " takes " + wanted + ", not " + printable(value)};
}

} // namespace aviary::cli

// The words after a command's name.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::cli {

struct Option {
    std::string_view name;  ///< "--tokens"
    std::string_view value; ///< what the help calls its value; empty: a flag without one
    std::string_view help;
    bool repeatable = false;
};

/// Options and operands of one call. Values are read with their fallback and range; the first that does not
/// fit is kept as the fault, so that reading looks like a table and is checked once, by check().
class Arguments {
public:
    /// `--name value` or `--name=value`; after a lone `--` everything is an operand.
    /// Errors: Invalid (unknown option, value missing, option given twice).
    static Result<Arguments> parse(std::span<const Option> options, std::span<const std::string_view> words);

    const std::vector<std::string>& operands() const { return operands_; }
    bool has(std::string_view name) const { return values_.contains(name); }
    /// Nothing when it was not given.
    std::optional<std::string> text(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;

    std::int64_t integer(std::string_view name, std::int64_t fallback, std::int64_t lowest,
                         std::int64_t highest);
    float real(std::string_view name, float fallback, float lowest, float highest);
    /// A list like "1,4"; never empty.
    std::vector<std::int64_t> integers(std::string_view name, std::string_view fallback, std::int64_t lowest,
                                       std::int64_t highest);
    std::optional<std::uint64_t> unsignedNumber(std::string_view name);

    /// The first fault among the values read so far.
    Result<void> check() const;

private:
    void refuse(std::string_view name, const std::string& value, const std::string& wanted);

    std::map<std::string, std::vector<std::string>, std::less<>> values_;
    std::vector<std::string> operands_;
    std::optional<Error> fault_;
};

/// The whole of `text` as a number, or nothing.
std::optional<std::int64_t> parseInteger(std::string_view text);
/// "1, 2,3"; nothing when a part is no number or the list is empty.
std::optional<std::vector<std::int64_t>> parseIntegers(std::string_view text);

} // namespace aviary::cli

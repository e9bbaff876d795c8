// What a command is, and which there are.
#pragma once

#include "app/cli/arguments.h"

#include <string_view>
#include <vector>

namespace aviary::cli {

struct Command {
    std::string_view name;
    std::string_view operands; ///< as the help shows them, e.g. "MODEL"
    std::string_view summary;
    std::size_t leastOperands, mostOperands;
    std::vector<Option> options; ///< --json and --help are understood by every command
    /// The exit code, or what went wrong.
    Result<int> (*run)(Arguments& arguments);
};

Command infoCommand();
Command inspectCommand();
Command tokenizeCommand();
Command detokenizeCommand();
Command logitsCommand();
Command stateDumpCommand();
Command generateCommand();
Command benchCommand();
Command fetchCommand();

} // namespace aviary::cli

// aviary-cli: the program without a window. The table below is what it can do.
#include "app/cli/command.h"
#include "app/cli/console.h"

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <vector>

namespace aviary::cli {
namespace {

constexpr Option kJson{"--json", "", "print JSON instead of text"};
constexpr Option kHelp{"--help", "", "explain this command and exit"};

const std::vector<Command>& commands() {
    static const std::vector<Command> all{
        infoCommand(),      inspectCommand(),  generateCommand(),   benchCommand(), logitsCommand(),
        stateDumpCommand(), tokenizeCommand(), detokenizeCommand(), fetchCommand(),
    };
    return all;
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size() + 2, width), ' ');
    return text;
}

std::string help() {
    std::string out = "Usage: aviary-cli COMMAND [OPTION]...\n\nCommands:\n";
    for (const Command& command : commands())
        out += "  " + padded(std::string(command.name), 14) + std::string(command.summary) + "\n";
    return out +
           "\nMODEL is a path, or demo:4, demo:5, demo:6, demo:7 or demo:X for a model that came along.\n"
           "aviary-cli COMMAND --help explains a command, aviary-cli --version names this version.\n"
           "Exit codes: 0 done, 2 wrong usage, 3 not found, 4 corrupt, 5 unsupported, 6 input or output,\n"
           "7 memory, 8 network, 9 busy, 130 interrupted.\n";
}

std::string help(const Command& command) {
    std::string out = "Usage: aviary-cli " + std::string(command.name) + " " + std::string(command.operands) +
                      " [OPTION]...\n\n" + std::string(command.summary) + "\n\nOptions:\n";
    for (const Option& option : command.options)
        out += "  " + padded(std::string(option.name) + " " + std::string(option.value), 28) +
               std::string(option.help) + (option.repeatable ? " (may be repeated)" : "") + "\n";
    return out;
}

Result<int> runCommand(Command command, std::span<const std::string_view> words) {
    command.options.push_back(kJson);
    command.options.push_back(kHelp);
    auto arguments = Arguments::parse(command.options, words);
    if (!arguments)
        return Failure(arguments.error());
    if (arguments->has(kHelp.name)) {
        print(help(command));
        return 0;
    }
    const std::size_t count = arguments->operands().size();
    if (count < command.leastOperands)
        return fail(ErrorKind::Invalid,
                    std::string(command.name) + " needs " + std::string(command.operands));
    if (count > command.mostOperands)
        return fail(ErrorKind::Invalid, std::string(command.name) + " does not know what to do with " +
                                            printable(arguments->operands()[command.mostOperands]));
    return command.run(*arguments);
}

Result<int> run(std::span<const std::string_view> words) {
    if (words.empty())
        return fail(ErrorKind::Invalid, "a command is missing");
    if (words[0] == "--help" || words[0] == "-h") {
        print(help());
        return 0;
    }
    if (words[0] == "--version") {
        print("aviary-cli " AVIARY_VERSION "\n");
        return 0;
    }
    const auto command = std::ranges::find(commands(), words[0], &Command::name);
    if (command == commands().end())
        return fail(ErrorKind::Invalid, "there is no command " + printable(words[0]));
    return runCommand(*command, words.subspan(1));
}

int start(std::span<const std::string_view> words) {
    catchInterrupts();
    const bool json = std::ranges::count(words, kJson.name) > 0;
    Result<int> result = [&]() -> Result<int> {
        try {
            return run(words);
        } catch (const std::bad_alloc&) {
            return fail(ErrorKind::NoMemory, "there is not enough memory for this");
        }
    }();
    if (!result && interrupted()) {
        note("interrupted · nothing was changed · run the command again");
        return kInterrupted;
    }
    if (!result)
        return report(result.error(), json);
    if (!outputWorks())
        return report({ErrorKind::Io, "standard output could not be written", "DISK_ERROR"}, false);
    return *result;
}

} // namespace
} // namespace aviary::cli

int main(int argc, char* argv[]) {
    const std::vector<std::string_view> words(argv + std::min(argc, 1), argv + argc);
    return aviary::cli::start(words);
}

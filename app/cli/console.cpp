#include "app/cli/console.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <iterator>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

namespace aviary::cli {
namespace {

struct KindRow {
    ErrorKind kind;
    std::string_view name;
    int exitCode;
    std::string_view code; // for errors that carry none
    std::string_view advice;
};

constexpr std::array kKinds{
    KindRow{ErrorKind::NotFound, "NotFound", 3, "NOT_FOUND", "check the name and the path"},
    KindRow{ErrorKind::Corrupt, "Corrupt", 4, "FILE_INVALID", "get the file again"},
    KindRow{ErrorKind::Unsupported, "Unsupported", 5, "UNSUPPORTED",
            "look for a newer version of this program"},
    KindRow{ErrorKind::Invalid, "Invalid", 2, "USAGE", "see aviary-cli --help"},
    KindRow{ErrorKind::Io, "Io", 6, "DISK_ERROR", "check permissions and free space"},
    KindRow{ErrorKind::NoMemory, "NoMemory", 7, "OUT_OF_MEMORY",
            "close other programs or take a smaller model"},
    KindRow{ErrorKind::Network, "Network", 8, "NET_OFFLINE", "check the connection and try again"},
    KindRow{ErrorKind::Busy, "Busy", 9, "BUSY", "close the other program and try again"},
};

struct CodeRow {
    std::string_view code, advice;
};

constexpr std::array kAdvice{
    CodeRow{"missing-vocabulary", "name the vocabulary with --vocab FILE"},
    CodeRow{"DISK_FULL", "free some space and try again"},
    CodeRow{"HASH_MISMATCH", "try another source or a newer hash"},
    CodeRow{"NET_CHANGED", "check the size and the hash that were given"},
    CodeRow{"NET_LIMIT", "try again later, or name the size with --size"},
    CodeRow{"NET_REFUSED", "check the address and the token"},
    CodeRow{"NET_STALLED", "run the command again to go on"},
    CodeRow{"NET_TLS", "check the clock and the address"},
    CodeRow{"MODEL_MISMATCH", "use the model that the state was made with"},
};

volatile std::sig_atomic_t interruptions = 0;

extern "C" void onInterrupt(int signal) {
    if (interruptions != 0)
        std::signal(signal, SIG_DFL);
    interruptions = 1;
}

/// Whether Ctrl-C makes a blocked read or write give up, or lets it go on.
void handleInterrupts([[maybe_unused]] bool giveUp) {
#if defined(_WIN32)
    std::signal(SIGINT, onInterrupt);
#else
    struct sigaction action = {};
    action.sa_handler = onInterrupt;
    action.sa_flags = giveUp ? 0 : SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
#endif
}

std::string oneLine(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

} // namespace

void print(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

void printJson(const Json& json) {
    print(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

bool outputWorks() {
    return std::ferror(stdout) == 0;
}

bool outputIsTerminal() {
#if defined(_WIN32)
    return _isatty(_fileno(stdout)) != 0;
#else
    return isatty(STDOUT_FILENO) != 0;
#endif
}

bool errorIsTerminal() {
#if defined(_WIN32)
    return _isatty(_fileno(stderr)) != 0;
#else
    return isatty(STDERR_FILENO) != 0;
#endif
}

std::optional<std::string> readInput() {
    std::string text;
    handleInterrupts(true);
    std::array<char, 65536> block{};
    for (std::size_t n = 1; n > 0 && !interrupted();) {
        n = std::fread(block.data(), 1, block.size(), stdin);
        text.append(block.data(), n);
    }
    handleInterrupts(false);
    return interrupted() ? std::nullopt : std::optional(text);
}

void note(std::string_view line) {
    const std::string whole = "aviary-cli: " + std::string(line) + "\n";
    std::fwrite(whole.data(), 1, whole.size(), stderr);
}

int report(const Error& error, bool json, std::string_view kept) {
    const auto& kind = *std::ranges::find(kKinds, error.kind, &KindRow::kind);
    const auto special = std::ranges::find(kAdvice, error.code, &CodeRow::code);
    const std::string message = oneLine(error.message);
    note(message + " · " + std::string(kept) + " · " +
         std::string(special == kAdvice.end() ? kind.advice : special->advice));
    if (json)
        printJson({{"error",
                    {{"kind", kind.name},
                     {"class", error.code.empty() ? std::string(kind.code) : error.code},
                     {"message", message}}}});
    return kind.exitCode;
}

void catchInterrupts() {
    handleInterrupts(false);
#if !defined(_WIN32)
    std::signal(SIGPIPE, SIG_IGN); // a closed pipe is seen by outputWorks()
#endif
}

bool interrupted() {
    return interruptions != 0;
}

} // namespace aviary::cli

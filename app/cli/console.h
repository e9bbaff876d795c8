// Standard output, standard error, and Ctrl-C.
#pragma once

#include "engine/base/result.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace aviary::cli {

using Json = nlohmann::ordered_json;

/// Data. Nothing is buffered beyond this call.
void print(std::string_view text);
/// One JSON value and a line end. Bytes that are no UTF-8 become U+FFFD.
void printJson(const Json& json);
/// False once something could not be written to standard output (a full disk, a closed pipe).
bool outputWorks();
bool outputIsTerminal();
bool errorIsTerminal();
/// Everything on standard input; nothing when it was interrupted.
std::optional<std::string> readInput();

/// A line for people, on standard error.
void note(std::string_view line);

/// What to say and which code to exit with: one line on standard error, `what happened · what was kept · what
/// to do`, and with `json` an object on standard output too. Returns the exit code.
int report(const Error& error, bool json, std::string_view kept = "nothing was changed");

/// From now on Ctrl-C only sets a flag; a second one ends the program.
void catchInterrupts();
bool interrupted();
constexpr int kInterrupted = 130; ///< exit code

} // namespace aviary::cli

// From a conversation to the text that a model reads: role names, separators, stop texts, by family of
// models.
#pragma once

#include "engine/sampler.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::app {

/// Asking a model to think before it answers, or not to. Data, no code.
struct ThinkMode {
    std::string_view name;          ///< "off", "fast", "on", ...
    std::string_view messageSuffix; ///< added to the message that is to be answered
    /// What the reply begins with. The last '>' is left to the model: many tokens begin with it, and one that
    /// is forced hides them.
    std::string_view replyPrefix;
};

/// How a family of models was taught to hold a conversation. Data, no code.
struct ChatFamily {
    std::string_view name;                    ///< "demo", "world", "g1", ...
    std::string_view system, user, assistant; ///< what stands before a text of each role, e.g. "User: "
    std::string_view turnEnd;                 ///< what stands after it
    std::string_view opening;                 ///< put in front when there is no system text; may be empty
    std::vector<std::string> stops;           ///< texts that end a reply
    engine::SamplingOptions sampling;         ///< preset for chat
    std::vector<ThinkMode> thinking{{"off", "", ""}}; ///< the first is the default
    std::string_view never{};                         ///< taken out of messages: it would end a turn
};

/// All of them, for choosing.
std::span<const ChatFamily> chatFamilies();

/// The family of this name (ModelInfo::chatFamily); an unknown name gives "world".
const ChatFamily& chatFamily(std::string_view name);

/// Null if the family knows no such mode.
const ThinkMode* thinkMode(const ChatFamily& family, std::string_view name);

/// A message as models saw messages in training: line ends unified, runs of blank lines collapsed, ends
/// stripped.
std::string cleanMessage(std::string_view text);

/// What is to be read next so that the model answers `message`. `before`: what the model has read and written
/// of this conversation so far, at least the last bytes of it, as many as a turn's end has; empty at the
/// beginning, where `system` (may be empty) goes in front. Ends with what the reply begins with
/// (ThinkMode::replyPrefix).
std::string framePrompt(const ChatFamily& family, std::string_view before, std::string_view system,
                        std::string_view message, const ThinkMode& thinking = {});

/// A message of a conversation that is given whole.
struct ChatMessage {
    enum class Role { System, User, Assistant } role;
    std::string text;
};

/// A whole conversation for a model that has read nothing, as it is given, without the family's opening; the
/// last message is answered. Of earlier replies only what was said counts, not what was thought.
std::string frameConversation(const ChatFamily& family, std::span<const ChatMessage> messages,
                              const ThinkMode& thinking = {});

/// What a reply says after thinking: what follows the first "</think>" when it begins with "<think"; empty
/// while the thinking has not ended.
std::string_view afterThinking(std::string_view reply);

/// A reply as it is shown: without the blank before it and the blanks after it.
std::string_view shownReply(std::string_view raw);

} // namespace aviary::app

// From a conversation to the text that a model reads: role names, separators, stop texts, by family of
// models.
#pragma once

#include "engine/sampler.h"

#include <string>
#include <string_view>
#include <vector>

namespace aviary::app {

/// How a family of models was taught to hold a conversation. Data, no code.
struct ChatFamily {
    std::string_view name;                    ///< "demo", "world"
    std::string_view system, user, assistant; ///< role names
    std::string_view opening;       ///< framed turns put in front when there is no system text; may be empty
    std::vector<std::string> stops; ///< texts that end a reply
    engine::SamplingOptions sampling; ///< preset for chat
};

/// The family of this name (ModelInfo::chatFamily); an unknown name gives "world".
const ChatFamily& chatFamily(std::string_view name);

/// A message as models saw messages in training: line ends unified, runs of blank lines collapsed, ends
/// stripped.
std::string cleanMessage(std::string_view text);

/// What is to be read next so that the model answers `message`. `before`: what the model has read and written
/// of this conversation so far, at least its last two characters; empty at the beginning, where `system` (may
/// be empty) goes in front.
std::string framePrompt(const ChatFamily& family, std::string_view before, std::string_view system,
                        std::string_view message);

/// A reply as it is shown: without the blank before it and the blanks after it.
std::string_view shownReply(std::string_view raw);

} // namespace aviary::app

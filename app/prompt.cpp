#include "app/prompt.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace aviary::app {
namespace {

constexpr std::string_view kThinkEnd = "</think>";

const engine::SamplingOptions kGreedy{.temperature = 0.0F, .topP = 0.0F, .presence = 0.0F, .frequency = 0.0F};
const engine::SamplingOptions kChatPreset{
    .temperature = 1.0F, .topP = 0.3F, .presence = 0.5F, .frequency = 0.5F};
const std::vector<std::string> kColonStops{"\n\nUser:", "\n\nSystem:", "\n\nAssistant:"};

const std::vector<ChatFamily>& families() {
    static const std::vector<ChatFamily> all{
        {.name = "world",
         .system = "System: ",
         .user = "User: ",
         .assistant = "Assistant:",
         .turnEnd = "\n\n",
         .opening =
             "User: hi\n\nAssistant: Hi. I am your assistant and I will provide expert full response in full "
             "details. Please feel free to ask any question and I will always answer it.\n\n",
         .stops = kColonStops,
         .sampling = kChatPreset},
        {.name = "demo",
         .system = "System: ",
         .user = "User: ",
         .assistant = "Assistant:",
         .turnEnd = "\n\n",
         .opening = "",
         .stops = {"\n\nUser:"},
         .sampling = kGreedy},
        {.name = "g1",
         .system = "System: ",
         .user = "User: ",
         .assistant = "Assistant:",
         .turnEnd = "\n\n",
         .opening = "",
         .stops = kColonStops,
         .sampling = {.temperature = 1.0F, .topP = 0.28F, .topK = 32, .presence = 0.5F, .frequency = 0.5F},
         .thinking = {{"fast", "", " <think></think"},
                      {"fast-line", "", " <think>\n</think"},
                      {"off", "", ""},
                      {"on", "", " <think"},
                      {"on-asked", " (think)", " <think"},
                      {"short", " (think a bit)", " <think"},
                      {"long", " (think a lot)", " <think"},
                      {"chinese", "", " <think>好的"}}},
        {.name = "g1-flower",
         .system = "System✿",
         .user = "User✿",
         .assistant = "Bot✿",
         .turnEnd = "✿\n",
         .opening = "",
         .stops = {"✿", "\nUser:", "\n### User"},
         .sampling = {.temperature = 1.0F, .topP = 0.28F, .topK = 32, .presence = 0.5F, .frequency = 0.5F},
         .thinking = {{"fast", "", "<think></think"}, {"on", "", "<think"}},
         .never = "✿"},
        {.name = "raven",
         .system = "\n",
         .user = "Bob: ",
         .assistant = "Alice:",
         .turnEnd = "\n\n",
         .opening = "\nBob asks Alice about all kinds of things. Alice knows a lot, is friendly, and answers "
                    "at length and correctly.\n\n",
         .stops = {"\n\nBob:", "\n\nAlice:", "\n\nQ:", "\n\nHuman:"},
         .sampling = {.temperature = 1.2F, .topP = 0.5F, .presence = 0.4F, .frequency = 0.4F}},
        {.name = "raven-instruction",
         .system = "\n",
         .user = "# Instruction:\n",
         .assistant = "# Response:\n",
         .turnEnd = "\n\n",
         .opening = "\nBelow is an instruction that describes a task. Write a response that appropriately "
                    "completes the request.\n\n",
         .stops = {"\n\n# Instruction:", "\n\n# Response:"},
         .sampling = {.temperature = 1.2F, .topP = 0.5F, .presence = 0.4F, .frequency = 0.4F}},
        {.name = "instruction",
         .system = "",
         .user = "Instruction: ",
         .assistant = "Response:",
         .turnEnd = "\n\n",
         .opening = "",
         .stops = {"\n\nInstruction:", "\n\nInput:", "\n\nResponse:"},
         .sampling = kChatPreset},
        {.name = "question",
         .system = "",
         .user = "Question: ",
         .assistant = "Answer:",
         .turnEnd = "\n\n",
         .opening = "",
         .stops = {"\n\nQuestion:", "\n\nAnswer:"},
         .sampling = kGreedy},
    };
    return all;
}

/// The characters with the Unicode property White_Space, as UTF-8.
constexpr std::array<std::string_view, 25> kBlanks{
    "\t",           "\n",           "\v",           "\f",           "\r",           " ",
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
    "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
    "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
    "\xE3\x80\x80"};

std::string_view withoutBlankEnds(std::string_view text) {
    const auto firstBlank = [&] {
        return std::find_if(kBlanks.begin(), kBlanks.end(),
                            [&](auto blank) { return text.starts_with(blank); });
    };
    const auto lastBlank = [&] {
        return std::find_if(kBlanks.begin(), kBlanks.end(),
                            [&](auto blank) { return text.ends_with(blank); });
    };
    for (auto blank = firstBlank(); blank != kBlanks.end(); blank = firstBlank())
        text.remove_prefix(blank->size());
    for (auto blank = lastBlank(); blank != kBlanks.end(); blank = lastBlank())
        text.remove_suffix(blank->size());
    return text;
}

/// What is missing at the end of `before` so that a turn has ended there.
std::string_view restOfTurnEnd(std::string_view before, std::string_view turnEnd) {
    std::size_t present = turnEnd.size();
    while (!before.ends_with(turnEnd.substr(0, present)))
        --present;
    return turnEnd.substr(present);
}

std::string cleaned(const ChatFamily& family, std::string_view message) {
    std::string text(message);
    while (!family.never.empty() && text.find(family.never) != std::string::npos)
        text.erase(text.find(family.never), family.never.size());
    return cleanMessage(text);
}

/// An earlier reply as the model is to remember it: without what it thought.
std::string_view spoken(std::string_view reply) {
    const auto end = reply.rfind(kThinkEnd);
    return end == std::string_view::npos ? reply : reply.substr(end + kThinkEnd.size());
}

std::string join(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const auto part : parts)
        out += part;
    return out;
}

} // namespace

std::span<const ChatFamily> chatFamilies() {
    return families();
}

const ChatFamily& chatFamily(std::string_view name) {
    const auto found = std::ranges::find(families(), name, &ChatFamily::name);
    return found == families().end() ? families().front() : *found;
}

const ThinkMode* thinkMode(const ChatFamily& family, std::string_view name) {
    const auto found = std::ranges::find(family.thinking, name, &ThinkMode::name);
    return found == family.thinking.end() ? nullptr : &*found;
}

std::string cleanMessage(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool lineEnd = text[i] == '\n' || text[i] == '\r'; // "\r\n" is two of them, which collapse
        if (!lineEnd)
            out += text[i];
        else if (!out.ends_with('\n'))
            out += '\n';
    }
    return std::string(withoutBlankEnds(out));
}

std::string framePrompt(const ChatFamily& family, std::string_view before, std::string_view system,
                        std::string_view message, const ThinkMode& thinking) {
    std::string out;
    const std::string instructions = cleaned(family, system);
    if (!before.empty())
        out = restOfTurnEnd(before, family.turnEnd);
    else if (!instructions.empty())
        out = join({family.system, instructions, family.turnEnd});
    else
        out = family.opening;
    return out + join({family.user, cleaned(family, message), thinking.messageSuffix, family.turnEnd,
                       family.assistant, thinking.replyPrefix});
}

std::string frameConversation(const ChatFamily& family, std::span<const ChatMessage> messages,
                              const ThinkMode& thinking) {
    ChatFamily plain = family;
    plain.opening = {};
    std::string out;
    std::string system;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const ChatMessage& message = messages[i];
        const bool last = i + 1 == messages.size();
        switch (message.role) {
        case ChatMessage::Role::System:
            if (out.empty())
                system = message.text;
            else
                out += join({restOfTurnEnd(out, family.turnEnd), family.system, cleaned(family, message.text),
                             family.turnEnd});
            break;
        case ChatMessage::Role::User:
            out += framePrompt(plain, out, system, message.text, last ? thinking : ThinkMode{});
            break;
        case ChatMessage::Role::Assistant: {
            const bool blank = family.assistant.ends_with(':');
            out += join({blank ? " " : "", cleaned(family, spoken(message.text)), family.turnEnd});
            break;
        }
        }
    }
    return out;
}

std::string_view afterThinking(std::string_view reply) {
    if (!shownReply(reply).starts_with("<think"))
        return reply;
    const auto end = reply.find(kThinkEnd);
    return end == std::string_view::npos ? std::string_view() : reply.substr(end + kThinkEnd.size());
}

std::string_view shownReply(std::string_view raw) {
    return withoutBlankEnds(raw);
}

} // namespace aviary::app

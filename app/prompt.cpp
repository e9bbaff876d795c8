#include "app/prompt.h"

#include <algorithm>
#include <array>

namespace aviary::app {
namespace {

const std::array<ChatFamily, 2>& families() {
    static const std::array<ChatFamily, 2> all{{
        {.name = "world",
         .system = "System",
         .user = "User",
         .assistant = "Assistant",
         .opening =
             "User: hi\n\nAssistant: Hi. I am your assistant and I will provide expert full response in full "
             "details. Please feel free to ask any question and I will always answer it.\n\n",
         .stops = {"\n\nUser:", "\n\nSystem:", "\n\nAssistant:"},
         .sampling = {.temperature = 1.0F, .topP = 0.3F, .presence = 0.5F, .frequency = 0.5F}},
        {.name = "demo",
         .system = "System",
         .user = "User",
         .assistant = "Assistant",
         .opening = "",
         .stops = {"\n\nUser:"},
         .sampling = {.temperature = 0.0F, .topP = 0.0F, .presence = 0.0F, .frequency = 0.0F}},
    }};
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

/// "Role: message", the end of the turn not included.
std::string turn(std::string_view role, std::string_view message) {
    return std::string(role) + ": " + std::string(message);
}

} // namespace

const ChatFamily& chatFamily(std::string_view name) {
    const auto found = std::find_if(families().begin(), families().end(),
                                    [&](const ChatFamily& family) { return family.name == name; });
    return found == families().end() ? families().front() : *found;
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
                        std::string_view message) {
    std::string out;
    const std::string instructions = cleanMessage(system);
    if (!before.empty())
        out = before.ends_with("\n\n") ? "" : before.ends_with('\n') ? "\n" : "\n\n";
    else if (!instructions.empty())
        out = turn(family.system, instructions) + "\n\n";
    else
        out = family.opening;
    return out + turn(family.user, cleanMessage(message)) + "\n\n" + std::string(family.assistant) + ":";
}

std::string_view shownReply(std::string_view raw) {
    return withoutBlankEnds(raw);
}

} // namespace aviary::app

#include "app/chat_options.h"

#include <QByteArray>

#include <charconv>
#include <string_view>
#include <type_traits>

namespace aviary::app {
namespace {

/// The whole text as a number, or nothing.
template <class T> std::optional<T> number(const std::string& text) {
    if constexpr (std::is_floating_point_v<T>) { // not every standard library has from_chars for these
        bool ok = false;
        const T value = QByteArray::fromStdString(text).toFloat(&ok);
        return ok ? std::optional(value) : std::nullopt;
    } else {
        T value{};
        const auto end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, value);
        return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
    }
}

/// Reads settings one after the other and keeps the first fault.
class Settings {
public:
    explicit Settings(store::Store& store)
        : store_(store) {}

    template <class T> std::optional<T> get(std::string_view key, T least, T most) {
        const auto text = store_.setting(key);
        if (!text && !fault_)
            fault_ = text.error();
        if (!text || !*text)
            return {};
        const auto value = number<T>(**text);
        return value && *value >= least && *value <= most ? value : std::nullopt;
    }
    const std::optional<Error>& fault() const { return fault_; }

private:
    store::Store& store_;
    std::optional<Error> fault_;
};

} // namespace

Result<ChatOptions> readChatOptions(store::Store& store) {
    Settings settings(store);
    ChatOptions options;
    options.temperature = settings.get("chat.temperature", 0.0F, 5.0F);
    options.topP = settings.get("chat.topP", 0.0F, 1.0F);
    options.presence = settings.get("chat.presence", -2.0F, 2.0F);
    options.frequency = settings.get("chat.frequency", -2.0F, 2.0F);
    options.seed = settings.get<std::uint64_t>("chat.seed", 0, UINT64_MAX);
    options.maxTokens = settings.get("chat.maxTokens", 1, 1'000'000).value_or(options.maxTokens);
    if (settings.fault())
        return Failure(*settings.fault());
    return options;
}

engine::SamplingOptions samplingFor(const ChatOptions& options, engine::SamplingOptions preset,
                                    std::uint64_t seed) {
    preset.temperature = options.temperature.value_or(preset.temperature);
    preset.topP = options.topP.value_or(preset.topP);
    preset.presence = options.presence.value_or(preset.presence);
    preset.frequency = options.frequency.value_or(preset.frequency);
    preset.seed = seed;
    return preset;
}

} // namespace aviary::app

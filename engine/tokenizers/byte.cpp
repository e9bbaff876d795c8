// One token a byte, as the small test models and the demo models read.
#include "engine/tokenizer.h"

#include <array>

namespace aviary::engine {
namespace {

constexpr std::array<char, 256> kBytes = [] {
    std::array<char, 256> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i);
    return bytes;
}();

class ByteTokenizer : public Tokenizer {
public:
    explicit ByteTokenizer(bool endOfText)
        : endOfText_(endOfText) {}

    /// Where 0 ends a text there is no token for the byte 0, and it is left out: no typed text can end
    /// itself.
    std::vector<Token> encode(std::string_view bytes) const override {
        std::vector<Token> tokens;
        tokens.reserve(bytes.size());
        for (const char c : bytes)
            if (c != '\0' || !endOfText_)
                tokens.push_back(static_cast<unsigned char>(c));
        return tokens;
    }
    std::string_view bytes(Token token) const override {
        if (token < 0 || token > 255 || token == endOfText())
            return {};
        return {&kBytes[static_cast<std::size_t>(token)], 1};
    }
    std::size_t size() const override { return kBytes.size(); }
    std::optional<Token> endOfText() const override {
        return endOfText_ ? std::optional<Token>(0) : std::nullopt;
    }
    std::string_view name() const override { return "byte"; }

private:
    bool endOfText_;
};

} // namespace

std::shared_ptr<const Tokenizer> makeByteTokenizer(bool endOfText) {
    return std::make_shared<const ByteTokenizer>(endOfText);
}

} // namespace aviary::engine

#include "engine/tokenizer.h"

namespace aviary::engine {

std::string decode(const Tokenizer& tokenizer, std::span<const Token> tokens) {
    std::string out;
    for (const Token token : tokens)
        out += tokenizer.bytes(token);
    return out;
}

Result<std::shared_ptr<const Tokenizer>> makeTokenizer(std::string_view vocabulary) {
    const auto first = vocabulary.find_first_not_of(" \t\r\n");
    const bool isJson = first != std::string_view::npos && vocabulary[first] == '{';
    return isJson ? makeNeoxTokenizer(vocabulary) : makeWorldTokenizer(vocabulary);
}

} // namespace aviary::engine

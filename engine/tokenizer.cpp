#include "engine/tokenizer.h"

namespace aviary::engine {

std::string decode(const Tokenizer& tokenizer, std::span<const Token> tokens) {
    std::string out;
    for (const Token token : tokens)
        out += tokenizer.bytes(token);
    return out;
}

} // namespace aviary::engine

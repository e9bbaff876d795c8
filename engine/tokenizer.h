// Text to token ids and back.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::engine {

using Token = std::int32_t;

/// Immutable and safe to share between threads. Works on bytes: any input can be encoded.
/// Encoding is not concatenative: encode(a) + encode(b) may differ from encode(a + b).
class Tokenizer {
public:
    virtual ~Tokenizer() = default;
    /// What a person or a file wrote: the spelling of a special token is ordinary text.
    virtual std::vector<Token> encode(std::string_view bytes) const = 0;
    /// The same, but the spelling of a special token ("<|endoftext|>") becomes that token, where the
    /// vocabulary has such.
    virtual std::vector<Token> encodeMarked(std::string_view bytes) const { return encode(bytes); }
    /// The bytes of one token; empty for end-of-text, unused and out-of-range ids.
    virtual std::string_view bytes(Token token) const = 0;
    /// Largest id + 1.
    virtual std::size_t size() const = 0;
    /// Ends a text, and stands for "nothing before" when a text is to begin without a prompt.
    virtual std::optional<Token> endOfText() const = 0;
    /// "byte", "world", "neox"
    virtual std::string_view name() const = 0;
};

std::string decode(const Tokenizer& tokenizer, std::span<const Token> tokens);

/// Token id = byte value, 256 of them. `endOfText`: id 0 ends a text instead of being the byte 0.
std::shared_ptr<const Tokenizer> makeByteTokenizer(bool endOfText);

/// The World vocabulary, greedy longest match, id 0 = end of text.
/// `vocabulary` is the content of rwkv_vocab_v20230424.txt (line form). Errors: Corrupt, naming the line.
Result<std::shared_ptr<const Tokenizer>> makeWorldTokenizer(std::string_view vocabulary);

/// Byte-level BPE as GPT-NeoX 20B has it. `tokenizerJson` is the content of 20B_tokenizer.json. Text comes
/// back in the normalisation form C; bytes that no text has may have no token and come back as U+FFFD.
/// Errors: Corrupt; Unsupported for another kind of tokenizer.
Result<std::shared_ptr<const Tokenizer>> makeNeoxTokenizer(std::string_view tokenizerJson);

/// The tokenizer of a vocabulary file, whichever of the two it is: told by its first byte that is no blank.
/// Errors: as those two.
Result<std::shared_ptr<const Tokenizer>> makeTokenizer(std::string_view vocabulary);

} // namespace aviary::engine

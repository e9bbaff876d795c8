// The GPT-NeoX 20B vocabulary: byte-level BPE of words, read from its tokenizer.json.
//
// Text is split where special tokens stand (only when they are wanted), normalised to NFC, split at the added
// runs of spaces, then into words; the bytes of a word are merged pair by pair, the lowest rank first.
#include "engine/tokenizer.h"
#include "engine/utf8.h"

#include <nlohmann/json.hpp>

#include <queue>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <unordered_map>
#include <utility>

#include <utf8proc.h>

namespace aviary::engine {
namespace {

using nlohmann::json;

constexpr Token kNoToken = -1;
constexpr std::int64_t kLargestId = (1 << 20) - 1; // a guard: the published vocabulary ends at 50276

// ---- Unicode

enum class Kind { Letter, Number, Blank, Other };

/// One character of a text, or one byte that belongs to none.
struct Character {
    std::int32_t code; ///< -1: not UTF-8
    std::size_t bytes;
};

Character characterAt(std::string_view text) {
    utf8proc_int32_t code = -1;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &code);
    return length > 0 ? Character{code, static_cast<std::size_t>(length)} : Character{-1, 1};
}

Kind kindOf(std::int32_t code) {
    if ((code >= '\t' && code <= '\r') || code == 0x85)
        return Kind::Blank;
    switch (code < 0 ? UTF8PROC_CATEGORY_CN : utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return Kind::Letter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return Kind::Number;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return Kind::Blank;
    default:
        return Kind::Other;
    }
}

/// False for the bytes that are in no UTF-8 text.
bool occursInText(std::size_t byte) {
    return byte < 0xC0 || (byte > 0xC1 && byte < 0xF5);
}

/// The normalisation form C of the parts that are UTF-8; other bytes stay.
std::string normalised(std::string_view text) {
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
    if (ascii)
        return std::string(text);
    std::string out;
    while (!text.empty()) {
        std::size_t valid = 0;
        while (valid < text.size()) {
            const Character next = characterAt(text.substr(valid));
            if (next.code < 0)
                break;
            valid += next.bytes;
        }
        if (valid == 0) {
            out += text[0];
            text.remove_prefix(1);
            continue;
        }
        utf8proc_uint8_t* composed = nullptr;
        const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(valid), &composed,
                                         static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
        if (length >= 0)
            out.append(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(length));
        else
            out += text.substr(0, valid);
        std::free(composed); // NOLINT: utf8proc allocates with malloc
        text.remove_prefix(valid);
    }
    return out;
}

// ---- Words

/// Bytes of the run of `kind` at the beginning.
std::size_t runOf(Kind kind, std::string_view text) {
    std::size_t length = 0;
    while (length < text.size()) {
        const Character next = characterAt(text.substr(length));
        if (kindOf(next.code) != kind)
            break;
        length += next.bytes;
    }
    return length;
}

/// Length in bytes of the word at the beginning of a text that is not empty:
/// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
std::size_t wordLength(std::string_view text) {
    for (const std::string_view ending : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"})
        if (text.starts_with(ending))
            return ending.size();
    const std::size_t space = text[0] == ' ' ? 1 : 0;
    if (space < text.size()) {
        const Kind kind = kindOf(characterAt(text.substr(space)).code);
        if (kind != Kind::Blank)
            return space + runOf(kind, text.substr(space));
    }
    const std::size_t blanks = runOf(Kind::Blank, text);
    if (blanks == text.size())
        return blanks;
    // The last blank belongs to what follows, unless it is the only one.
    std::size_t last = 0;
    for (std::size_t at = 0; at < blanks; at += characterAt(text.substr(at)).bytes)
        last = at;
    return last == 0 ? blanks : last;
}

// ---- The vocabulary

/// The character that stands for each byte in the file: itself where it prints, otherwise U+0100 and on.
std::array<std::uint32_t, 256> byteAlphabet() {
    std::array<std::uint32_t, 256> alphabet{};
    std::uint32_t spare = 0x100;
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        const bool prints = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
        alphabet[byte] = prints ? byte : spare++;
    }
    return alphabet;
}

/// From the file's characters back to bytes. Nothing if one of them stands for no byte.
std::optional<std::string> bytesOf(std::string_view spelling) {
    static const auto bytes = [] {
        std::unordered_map<std::uint32_t, char> map;
        const auto alphabet = byteAlphabet();
        for (std::size_t byte = 0; byte < alphabet.size(); ++byte)
            map[alphabet[byte]] = static_cast<char>(byte);
        return map;
    }();
    std::string out;
    while (!spelling.empty()) {
        const Character next = characterAt(spelling);
        const auto found = bytes.find(static_cast<std::uint32_t>(next.code));
        if (found == bytes.end())
            return std::nullopt;
        out += found->second;
        spelling.remove_prefix(next.bytes);
    }
    return out;
}

struct Merge {
    std::int32_t rank;
    Token merged;
};

std::uint64_t pairKey(Token left, Token right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
           static_cast<std::uint32_t>(right);
}

/// A text that is a token as a whole, wherever it stands.
struct Whole {
    std::string text;
    Token token;
};

struct Vocabulary {
    std::array<Token, 256> ofByte{}; // kNoToken for bytes that no UTF-8 text has and the file left out
    std::unordered_map<std::uint64_t, Merge> merges;
    std::vector<Whole> specials, added; // longest first
    std::vector<std::string> bytes;     // by id
    std::optional<Token> endOfText;
    bool composes = true; // text is normalised first
};

/// Splits `text` at the leftmost, longest of `wholes`: `between(part)` and `whole(token)` in order.
template <class Between, class Found>
void splitAt(std::span<const Whole> wholes, std::string_view text, Between&& between, Found&& whole) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto match = std::find_if(wholes.begin(), wholes.end(), [&](const Whole& candidate) {
            return text.substr(at).starts_with(candidate.text);
        });
        if (match == wholes.end()) {
            ++at;
            continue;
        }
        if (at > begin)
            between(text.substr(begin, at - begin));
        whole(match->token);
        at += match->text.size();
        begin = at;
    }
    if (begin < text.size())
        between(text.substr(begin));
}

/// Merges the bytes of one word after another; keeps its memory between them.
class WordMerger {
public:
    explicit WordMerger(const Vocabulary& vocabulary)
        : vocabulary_(vocabulary) {}

    /// Time grows with n log n: a candidate that no longer stands is skipped when its turn comes.
    void append(std::string_view word, std::vector<Token>& out) {
        const auto count = static_cast<std::int32_t>(word.size());
        pieces_.clear();
        for (std::int32_t i = 0; i < count; ++i)
            pieces_.push_back(
                {vocabulary_.ofByte[static_cast<unsigned char>(word[static_cast<std::size_t>(i)])], i - 1,
                 i + 1 < count ? i + 1 : kNone});
        for (std::int32_t i = 0; i + 1 < count; ++i)
            offer(i);
        while (!candidates_.empty()) {
            const Candidate best = candidates_.top();
            candidates_.pop();
            Piece& left = piece(best.left);
            if (left.token != best.leftToken || left.next == kNone ||
                piece(left.next).token != best.rightToken)
                continue;
            Piece& right = piece(left.next);
            left.token = best.merged;
            left.next = right.next;
            right.token = kNoToken;
            if (left.next != kNone) {
                piece(left.next).previous = best.left;
                offer(best.left);
            }
            if (left.previous != kNone)
                offer(left.previous);
        }
        for (std::int32_t i = count > 0 ? 0 : kNone; i != kNone; i = piece(i).next)
            out.push_back(piece(i).token);
    }

private:
    static constexpr std::int32_t kNone = -1;
    struct Piece {
        Token token; // kNoToken once it is part of the piece before it
        std::int32_t previous, next;
    };
    struct Candidate {
        std::int32_t rank, left;
        Token leftToken, rightToken, merged;
        bool operator<(const Candidate& other) const { // the queue's top is the largest
            return rank != other.rank ? rank > other.rank : left > other.left;
        }
    };

    Piece& piece(std::int32_t index) { return pieces_[static_cast<std::size_t>(index)]; }

    void offer(std::int32_t left) {
        const Token a = piece(left).token;
        const Token b = piece(piece(left).next).token;
        if (const auto found = vocabulary_.merges.find(pairKey(a, b)); found != vocabulary_.merges.end())
            candidates_.push({found->second.rank, left, a, b, found->second.merged});
    }

    const Vocabulary& vocabulary_;
    std::vector<Piece> pieces_;
    std::priority_queue<Candidate> candidates_;
};

class NeoxTokenizer : public Tokenizer {
public:
    explicit NeoxTokenizer(Vocabulary vocabulary)
        : vocabulary_(std::move(vocabulary)) {}

    std::vector<Token> encode(std::string_view bytes) const override {
        std::vector<Token> out;
        WordMerger merger(vocabulary_);
        encodePlain(bytes, merger, out);
        return out;
    }
    std::vector<Token> encodeMarked(std::string_view bytes) const override {
        std::vector<Token> out;
        WordMerger merger(vocabulary_);
        splitAt(
            vocabulary_.specials, bytes, [&](std::string_view part) { encodePlain(part, merger, out); },
            [&](Token special) { out.push_back(special); });
        return out;
    }
    std::string_view bytes(Token token) const override {
        if (token < 0 || static_cast<std::size_t>(token) >= vocabulary_.bytes.size())
            return {};
        return vocabulary_.bytes[static_cast<std::size_t>(token)];
    }
    std::size_t size() const override { return vocabulary_.bytes.size(); }
    std::optional<Token> endOfText() const override { return vocabulary_.endOfText; }
    std::string_view name() const override { return "neox"; }

private:
    void encodePlain(std::string_view text, WordMerger& merger, std::vector<Token>& out) const {
        splitAt(
            vocabulary_.added, encodable(vocabulary_.composes ? normalised(text) : std::string(text)),
            [&](std::string_view part) {
                while (!part.empty()) {
                    const std::size_t length = wordLength(part);
                    merger.append(part.substr(0, length), out);
                    part.remove_prefix(length);
                }
            },
            [&](Token added) { out.push_back(added); });
    }

    /// Bytes that are no tokens become U+FFFD.
    std::string encodable(std::string text) const {
        const auto missing = [&](char c) {
            return vocabulary_.ofByte[static_cast<unsigned char>(c)] == kNoToken;
        };
        if (std::none_of(text.begin(), text.end(), missing))
            return text;
        std::string out;
        for (const char c : text)
            if (missing(c))
                out += "\uFFFD";
            else
                out += c;
        return out;
    }

    Vocabulary vocabulary_;
};

// ---- Reading tokenizer.json

Failure damaged(const std::string& what) {
    return refuse(Fault::Corrupt, "the vocabulary " + what);
}

/// The value of this kind, or what stands for its absence.
template <class T> T valueOr(const json& object, const char* name, T absent) {
    const auto found = object.find(name);
    return found != object.end() && found->type() == json(absent).type() ? found->get<T>() : absent;
}

/// The name of a pipeline's stage, "none" where there is none.
std::string stage(const json& file, const char* name) {
    const auto found = file.find(name);
    return found != file.end() && found->is_object() ? valueOr(*found, "type", std::string("none")) : "none";
}

std::optional<Token> idOf(const json& value) {
    if (!value.is_number_integer())
        return std::nullopt;
    const auto id = value.get<std::int64_t>();
    return id < 0 || id > kLargestId ? std::nullopt : std::optional(static_cast<Token>(id));
}

/// The two halves of a merge: "a b" or ["a", "b"].
std::optional<std::pair<std::string, std::string>> halves(const json& merge) {
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string())
        return std::pair(merge[0].get<std::string>(), merge[1].get<std::string>());
    if (!merge.is_string())
        return std::nullopt;
    const auto text = merge.get<std::string>();
    const auto space = text.find(' ');
    if (space == std::string::npos)
        return std::nullopt;
    return std::pair(text.substr(0, space), text.substr(space + 1));
}

Result<Vocabulary> readVocabulary(const json& file) {
    const json& model = file["model"];
    const auto words = model.find("vocab");
    const auto merges = model.find("merges");
    if (words == model.end() || !words->is_object() || merges == model.end() || !merges->is_array())
        return damaged("has no words or no merges");

    Vocabulary vocabulary;
    std::unordered_map<std::string, Token> ids;
    const auto place = [&](Token id) -> std::string& {
        if (static_cast<std::size_t>(id) >= vocabulary.bytes.size())
            vocabulary.bytes.resize(static_cast<std::size_t>(id) + 1);
        return vocabulary.bytes[static_cast<std::size_t>(id)];
    };
    for (const auto& [word, value] : words->items()) {
        const auto id = idOf(value);
        if (!id)
            return damaged("gives the word " + printable(word) + " no usable number");
        if (auto bytes = bytesOf(word))
            place(*id) = std::move(*bytes);
        else
            place(*id) = word;
        ids.emplace(word, *id);
    }
    const auto alphabet = byteAlphabet();
    for (std::size_t byte = 0; byte < alphabet.size(); ++byte) {
        std::string spelling;
        appendUtf8(spelling, alphabet[byte]);
        const auto found = ids.find(spelling);
        if (found == ids.end() && occursInText(byte))
            return damaged("lacks the byte " + std::to_string(byte) +
                           ", so that not every text can be encoded");
        vocabulary.ofByte[byte] = found == ids.end() ? kNoToken : found->second;
    }
    std::int32_t rank = 0;
    for (const json& merge : *merges) {
        const auto parts = halves(merge);
        const auto left = parts ? ids.find(parts->first) : ids.end();
        const auto right = parts ? ids.find(parts->second) : ids.end();
        const auto whole = parts ? ids.find(parts->first + parts->second) : ids.end();
        if (left == ids.end() || right == ids.end() || whole == ids.end())
            return damaged("has a merge of words it does not know, number " + std::to_string(rank + 1));
        vocabulary.merges.try_emplace(pairKey(left->second, right->second), Merge{rank++, whole->second});
    }

    const auto added = file.find("added_tokens");
    for (const json& entry : added != file.end() && added->is_array() ? *added : json::array()) {
        const auto id = entry.is_object() && entry.contains("id") ? idOf(entry["id"]) : std::nullopt;
        if (!id || !entry.contains("content") || !entry["content"].is_string() ||
            entry["content"].get_ref<const std::string&>().empty())
            return damaged("has an added token without number or text");
        const auto text = entry["content"].get<std::string>();
        const bool special = valueOr(entry, "special", false);
        (special ? vocabulary.specials : vocabulary.added).push_back({text, *id});
        place(*id) = special ? std::string() : text;
        if (text == "<|endoftext|>")
            vocabulary.endOfText = *id;
    }
    for (auto* wholes : {&vocabulary.specials, &vocabulary.added})
        std::stable_sort(wholes->begin(), wholes->end(),
                         [](const Whole& a, const Whole& b) { return a.text.size() > b.text.size(); });
    return vocabulary;
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> makeNeoxTokenizer(std::string_view tokenizerJson) {
    const json file = json::parse(tokenizerJson, nullptr, false);
    if (!file.is_object() || !file.contains("model") || !file["model"].is_object())
        return damaged("is not the JSON of a tokenizer");
    const std::string model = stage(file, "model"), normalizer = stage(file, "normalizer"),
                      words = stage(file, "pre_tokenizer");
    if (model != "BPE" || (normalizer != "NFC" && normalizer != "none") || words != "ByteLevel" ||
        valueOr(file["pre_tokenizer"], "add_prefix_space", false))
        return refuse(Fault::UnsupportedVersion, "the vocabulary is of the kind " +
                                                     printable(model + ", " + normalizer + ", " + words) +
                                                     "; what can be used is BPE over bytes with NFC");
    auto vocabulary = readVocabulary(file);
    if (!vocabulary)
        return Failure(vocabulary.error());
    vocabulary->composes = normalizer == "NFC";
    return std::make_shared<const NeoxTokenizer>(std::move(*vocabulary));
}

} // namespace aviary::engine

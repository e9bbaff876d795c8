// The file format is that of sqlite.org/fileformat2.html: sections 1.5 (cells), 1.6 (overflow chains),
// 2.1 (records) and 4.1 (WAL).
#include "app/store/rescue.h"

#include "app/store/private_files.h"
#include "app/store/schema.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <optional>
#include <set>
#include <vector>

namespace aviary::store {

namespace {

using Page = std::span<const std::byte>;

std::uint32_t bigEndian(Page bytes, std::size_t offset, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value << 8 | std::to_integer<std::uint32_t>(bytes[offset + i]);
    return value;
}

std::uint32_t littleEndian(Page bytes, std::size_t offset) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;)
        value = value << 8 | std::to_integer<std::uint32_t>(bytes[offset + i]);
    return value;
}

// --- pages: the file, overlaid by its WAL --------------------------------------------------------------

std::vector<Page> pagesOf(std::span<const std::byte> file) {
    std::vector<Page> pages;
    for (std::size_t at = 0; at + kPageSize <= file.size(); at += kPageSize)
        pages.push_back(file.subspan(at, kPageSize));
    return pages;
}

// s0 += x_i + s1; s1 += x_{i+1} + s0 over pairs of words, in the byte order the WAL's magic names.
struct WalChecksum {
    bool bigEndianWords;
    std::uint32_t s0 = 0;
    std::uint32_t s1 = 0;

    void add(Page bytes) {
        for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
            s0 += word(bytes, at) + s1;
            s1 += word(bytes, at + 4) + s0;
        }
    }
    bool matches(Page bytes, std::size_t offset) const {
        return bigEndian(bytes, offset, 4) == s0 && bigEndian(bytes, offset + 4, 4) == s1;
    }

private:
    std::uint32_t word(Page bytes, std::size_t at) const {
        return bigEndianWords ? bigEndian(bytes, at, 4) : littleEndian(bytes, at);
    }
};

void applyWal(std::vector<Page>& pages, std::span<const std::byte> wal) {
    constexpr std::size_t kHeader = 32, kFrameHeader = 24;
    constexpr std::uint32_t kMagic = 0x377f0682; // the lowest bit says: checksums over big-endian words
    if (wal.size() < kHeader || (bigEndian(wal, 0, 4) & ~1U) != kMagic || bigEndian(wal, 8, 4) != kPageSize)
        return;
    WalChecksum checksum{(bigEndian(wal, 0, 4) & 1U) != 0};
    checksum.add(wal.first(24));
    if (!checksum.matches(wal, 24))
        return;
    std::map<std::uint32_t, Page> uncommitted;
    for (std::size_t at = kHeader; at + kFrameHeader + kPageSize <= wal.size();
         at += kFrameHeader + kPageSize) {
        const auto header = wal.subspan(at, kFrameHeader);
        const auto page = wal.subspan(at + kFrameHeader, kPageSize);
        checksum.add(header.first(8));
        checksum.add(page);
        if (std::memcmp(header.data() + 8, wal.data() + 16, 8) != 0 || !checksum.matches(header, 16))
            return;
        uncommitted[bigEndian(header, 0, 4)] = page;
        const std::uint32_t pagesAfterCommit = bigEndian(header, 4, 4);
        if (pagesAfterCommit == 0)
            continue;
        if (pagesAfterCommit > pages.size() + wal.size() / kPageSize)
            return;
        pages.resize(pagesAfterCommit);
        for (const auto& [number, content] : uncommitted)
            if (number >= 1 && number <= pages.size())
                pages[number - 1] = content;
        uncommitted.clear();
    }
}

// --- records -------------------------------------------------------------------------------------------

struct Value {
    enum class Kind { Null, Integer, Real, Text, Blob } kind = Kind::Null;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view content{}; // of text and blob
};

/// Reads forward and stays failed, as ByteReader does, but big-endian and with SQLite's varints.
class Cursor {
public:
    explicit Cursor(Page bytes)
        : bytes_(bytes) {}
    // 7 bits a byte, highest first; a ninth byte gives all 8.
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int i = 0; i < 9; ++i) {
            const auto byte = std::to_integer<std::uint64_t>(take(1)[0]);
            if (i == 8)
                return value << 8 | byte;
            value = value << 7 | (byte & 0x7f);
            if ((byte & 0x80) == 0)
                break;
        }
        return value;
    }
    std::int64_t integer(std::size_t width) {
        const auto raw = take(width);
        std::uint64_t value = (std::to_integer<unsigned>(raw[0]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
        for (const auto byte : raw.first(width))
            value = value << 8 | std::to_integer<std::uint64_t>(byte);
        return static_cast<std::int64_t>(value);
    }
    Page take(std::uint64_t count) {
        static constexpr std::array<std::byte, 8> kZeros{};
        if (!ok_ || count > bytes_.size() - at_) {
            ok_ = false;
            return kZeros;
        }
        const auto out = bytes_.subspan(at_, static_cast<std::size_t>(count));
        at_ += out.size();
        return out;
    }
    bool ok() const { return ok_; }
    std::size_t position() const { return at_; }

private:
    Page bytes_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

Value valueOf(Cursor& in, std::uint64_t type) {
    static constexpr std::array<std::size_t, 7> kWidths = {0, 1, 2, 3, 4, 6, 8};
    Value value;
    if (type >= 1 && type <= 6) {
        value.kind = Value::Kind::Integer;
        value.integer = in.integer(kWidths[type]);
    } else if (type == 7) {
        value.kind = Value::Kind::Real;
        value.real = std::bit_cast<double>(in.integer(8));
    } else if (type == 8 || type == 9) {
        value.kind = Value::Kind::Integer;
        value.integer = static_cast<std::int64_t>(type - 8);
    } else if (type >= 12) {
        value.kind = type % 2 == 0 ? Value::Kind::Blob : Value::Kind::Text;
        const auto content = in.take((type - 12) / 2);
        value.content = {reinterpret_cast<const char*>(content.data()), content.size()};
    }
    if (value.kind == Value::Kind::Integer)
        value.real = static_cast<double>(value.integer); // whole numbers of REAL columns are stored so
    return value;
}

// Empty when the payload is no record.
std::vector<Value> recordOf(Page payload) {
    Cursor header(payload);
    const auto headerSize = header.varint();
    if (!header.ok() || headerSize > payload.size())
        return {};
    Cursor body(payload);
    body.take(headerSize);
    std::vector<Value> values;
    while (header.ok() && header.position() < headerSize)
        values.push_back(valueOf(body, header.varint()));
    if (!header.ok() || !body.ok())
        return {};
    return values;
}

// --- rows ----------------------------------------------------------------------------------------------

// One letter a column: i integer, r real, t text, b blob, - null, ? integer or null.
bool shaped(const std::vector<Value>& row, std::string_view shape) {
    using Kind = Value::Kind;
    if (row.size() != shape.size())
        return false;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const Kind kind = row[i].kind;
        const bool fits = shape[i] == 'i'   ? kind == Kind::Integer
                          : shape[i] == 'r' ? kind == Kind::Real || kind == Kind::Integer
                          : shape[i] == 't' ? kind == Kind::Text
                          : shape[i] == 'b' ? kind == Kind::Blob
                          : shape[i] == '?' ? kind == Kind::Integer || kind == Kind::Null
                                            : kind == Kind::Null;
        if (!fits)
            return false;
    }
    return true;
}

std::optional<std::int64_t> optionalInteger(const Value& value) {
    return value.kind == Value::Kind::Null ? std::nullopt : std::optional(value.integer);
}

// Above it an id comes from damage, and would leave no larger one for the next row.
bool plausible(std::int64_t id) {
    constexpr std::int64_t kLargestId = std::int64_t{1} << 48;
    return id > 0 && id < kLargestId;
}

// The columns in the order of schema/001_initial.sql; ids are kept outside the record.
void addRow(ReadableRows& rows, std::int64_t id, const std::vector<Value>& row) {
    if (shaped(row, "-tt?iii") && plausible(id)) {
        auto& found = rows.conversations[id];
        found.conversation = {.id = id,
                              .title = std::string(row[1].content),
                              .model = std::string(row[2].content),
                              .leaf = optionalInteger(row[3]),
                              .createdMs = row[4].integer,
                              .updatedMs = row[5].integer};
        found.removed = row[6].integer != 0;
    } else if (shaped(row, "-i?iiittiirrribt")) {
        Turn turn{.id = id,
                  .conversation = row[1].integer,
                  .parent = optionalInteger(row[2]),
                  .role = static_cast<Role>(row[3].integer),
                  .status = static_cast<TurnStatus>(row[4].integer),
                  .text = std::string(row[15].content),
                  .model = std::string(row[6].content),
                  .tokenizer = std::string(row[7].content),
                  .tokens = std::vector<std::int32_t>(row[14].content.size() / sizeof(std::int32_t)),
                  .facts = {.promptTokens = row[8].integer,
                            .replyTokens = row[9].integer,
                            .firstTokenSeconds = row[10].real,
                            .promptSeconds = row[11].real,
                            .decodeSeconds = row[12].real,
                            .seed = std::bit_cast<std::uint64_t>(row[13].integer)},
                  .createdMs = row[5].integer};
        if (!turn.tokens.empty())
            std::memcpy(turn.tokens.data(), row[14].content.data(),
                        turn.tokens.size() * sizeof(std::int32_t));
        const bool known = plausible(id) && plausible(turn.conversation) && row[3].integer >= 0 &&
                           row[3].integer <= 2 && row[4].integer >= 0 && row[4].integer <= 3 &&
                           (!turn.parent || *turn.parent < id);
        if (known)
            rows.turns[id] = std::move(turn);
        else
            ++rows.unreadable;
    } else if (shaped(row, "tt")) {
        rows.settings[std::string(row[0].content)] = std::string(row[1].content);
    } else if (row.empty()) {
        ++rows.unreadable;
    }
}

// The payload of the cell at `offset`, joined with its overflow pages; nothing if a link is broken.
std::optional<Bytes> payloadOf(const std::vector<Page>& pages, Page page, std::size_t offset,
                               std::int64_t& id) {
    constexpr std::uint64_t kMost = kPageSize - 35;                    // more than this overflows
    constexpr std::uint64_t kLeast = (kPageSize - 12) * 32 / 255 - 23; // and then this stays, or a bit more
    Cursor cell(page.subspan(offset));
    const auto size = cell.varint();
    id = static_cast<std::int64_t>(cell.varint());
    if (!cell.ok() || size > pages.size() * kPageSize)
        return std::nullopt;
    const auto rounded = kLeast + (size - kLeast) % (kPageSize - 4);
    const auto local = size <= kMost ? size : rounded <= kMost ? rounded : kLeast;
    const auto first = cell.take(local);
    if (!cell.ok())
        return std::nullopt;
    Bytes payload(first.begin(), first.end());
    std::uint64_t left = size - local;
    std::uint32_t next = left > 0 ? bigEndian(cell.take(4), 0, 4) : 0;
    if (!cell.ok())
        return std::nullopt;
    while (left > 0) {
        if (next < 2 || next > pages.size() || pages[next - 1].empty())
            return std::nullopt;
        const auto overflow = pages[next - 1];
        const auto part =
            overflow.subspan(4, static_cast<std::size_t>(std::min<std::uint64_t>(left, kPageSize - 4)));
        payload.insert(payload.end(), part.begin(), part.end());
        left -= part.size();
        next = bigEndian(overflow, 0, 4);
    }
    return payload;
}

void readLeaf(ReadableRows& rows, const std::vector<Page>& pages, Page page) {
    constexpr std::size_t kLeafHeader = 8;
    const std::size_t cells = bigEndian(page, 3, 2);
    for (std::size_t i = 0; i < cells && kLeafHeader + 2 * (i + 1) <= kPageSize; ++i) {
        const std::size_t offset = bigEndian(page, kLeafHeader + 2 * i, 2);
        std::int64_t id = 0;
        const auto payload =
            offset >= kLeafHeader && offset < kPageSize ? payloadOf(pages, page, offset, id) : std::nullopt;
        if (payload)
            addRow(rows, id, recordOf(*payload));
        else
            ++rows.unreadable;
    }
}

// Page by page: one that the disk cannot give stays zero and costs its own rows only.
Result<Bytes> wholeFile(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    std::ifstream in(path, std::ios::binary);
    if (error || !in)
        return fail(ErrorKind::Io, "cannot read " + path.filename().string(), "DISK_ERROR");
    Bytes bytes(size);
    for (std::size_t at = 0; at < bytes.size(); at += kPageSize) {
        in.clear();
        in.seekg(static_cast<std::streamoff>(at));
        in.read(reinterpret_cast<char*>(bytes.data()) + at,
                static_cast<std::streamsize>(std::min(kPageSize, bytes.size() - at)));
    }
    return bytes;
}

// Counts what is referred to and gone, and mends the references.
std::size_t mend(ReadableRows& rows) {
    std::set<std::int64_t> goneTurns, goneConversations;
    std::map<ConversationId, TurnId> newest;
    for (auto& [id, turn] : rows.turns) {
        auto [found, added] = rows.conversations.try_emplace(turn.conversation);
        if (added) {
            goneConversations.insert(turn.conversation);
            found->second.conversation = {
                .id = turn.conversation, .createdMs = turn.createdMs, .updatedMs = turn.createdMs};
        }
        const auto older = newest.find(turn.conversation);
        const auto parent = turn.parent ? rows.turns.find(*turn.parent) : rows.turns.end();
        if (turn.parent && (parent == rows.turns.end() || parent->second.conversation != turn.conversation)) {
            goneTurns.insert(*turn.parent);
            turn.parent = older == newest.end() ? std::nullopt : std::optional(older->second);
        }
        newest[turn.conversation] = id;
    }
    for (auto& [id, row] : rows.conversations) {
        auto& leaf = row.conversation.leaf;
        const auto found = leaf ? rows.turns.find(*leaf) : rows.turns.end();
        if (found != rows.turns.end() && found->second.conversation == id)
            continue;
        if (leaf)
            goneTurns.insert(*leaf);
        const auto last = newest.find(id);
        leaf = last == newest.end() ? std::nullopt : std::optional(last->second);
    }
    return goneTurns.size() + goneConversations.size();
}

Result<void> writeRows(Database& database, const ReadableRows& rows) {
    Transaction transaction(database);
    Statement conversation(database, "INSERT INTO conversation VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    for (const auto& [id, row] : rows.conversations) {
        const auto& c = row.conversation;
        if (auto added = conversation
                             .with(id, std::string_view(c.title), std::string_view(c.model), c.leaf,
                                   c.createdMs, c.updatedMs, row.removed ? 1 : 0)
                             .run();
            !added)
            return added;
    }
    Statement turn(database,
                   "INSERT INTO turn VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
                   "?14, ?15, ?16)");
    for (const auto& [id, t] : rows.turns)
        if (auto added = turn.with(id, t.conversation, t.parent, static_cast<int>(t.role),
                                   static_cast<int>(t.status), t.createdMs, std::string_view(t.model),
                                   std::string_view(t.tokenizer), t.facts.promptTokens, t.facts.replyTokens,
                                   t.facts.firstTokenSeconds, t.facts.promptSeconds, t.facts.decodeSeconds,
                                   std::bit_cast<std::int64_t>(t.facts.seed),
                                   std::as_bytes(std::span(t.tokens)), std::string_view(t.text))
                             .run();
            !added)
            return added;
    Statement setting(database, "INSERT INTO setting(key, value) VALUES (?1, ?2)");
    for (const auto& [key, value] : rows.settings)
        if (auto added = setting.with(std::string_view(key), std::string_view(value)).run(); !added)
            return added;
    return transaction.commit();
}

} // namespace

// The first page holds the tables' definitions, never a row, so its own leaf header is not looked at.
ReadableRows readRows(std::span<const std::byte> database, std::span<const std::byte> wal) {
    constexpr auto kTableLeaf = std::byte{0x0d};
    auto pages = pagesOf(database);
    applyWal(pages, wal);
    ReadableRows rows;
    for (std::size_t i = 1; i < pages.size(); ++i)
        if (!pages[i].empty() && pages[i][0] == kTableLeaf)
            readLeaf(rows, pages, pages[i]);
    return rows;
}

Result<RescueCounts> rescue(const std::filesystem::path& damaged, const std::filesystem::path& target) {
    const auto database = wholeFile(damaged);
    if (!database)
        return Failure(database.error());
    const auto wal = wholeFile(damaged.string() + "-wal").value_or(Bytes{}); // may be absent
    auto rows = readRows(*database, wal);
    const auto gone = mend(rows);

    if (auto made = makePrivateFile(target); !made)
        return Failure(made.error());
    auto fresh = Database::open(target);
    if (!fresh)
        return Failure(fresh.error());
    if (auto sized = fresh->run("PRAGMA page_size = " + std::to_string(kPageSize)); !sized)
        return Failure(sized.error());
    if (auto migrated = migrate(*fresh, "main", kChatsMigrations, {}); !migrated)
        return Failure(migrated.error());
    if (auto written = writeRows(*fresh, rows); !written)
        return Failure(written.error());
    return RescueCounts{rows.conversations.size(), rows.turns.size(), rows.unreadable + gone};
}

} // namespace aviary::store

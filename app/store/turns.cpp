#include "app/store/turns.h"

#include <bit>
#include <chrono>
#include <cstring>

namespace aviary::store {

namespace {

constexpr std::string_view kColumns = "turn.id, conversation, turn.parent, role, status, created_ms, model, "
                                      "tokenizer, prompt_tokens, reply_tokens, first_token_seconds, "
                                      "prompt_seconds, decode_seconds, seed, tokens, text";

Turn turnOf(const Statement& row) {
    Turn turn{.id = row.integer(0),
              .conversation = row.integer(1),
              .parent = row.null(2) ? std::nullopt : std::optional(row.integer(2)),
              .role = static_cast<Role>(row.integer(3)),
              .status = static_cast<TurnStatus>(row.integer(4)),
              .text = std::string(row.text(15)),
              .model = std::string(row.text(6)),
              .tokenizer = std::string(row.text(7)),
              .tokens = {},
              .facts = {.promptTokens = row.integer(8),
                        .replyTokens = row.integer(9),
                        .firstTokenSeconds = row.real(10),
                        .promptSeconds = row.real(11),
                        .decodeSeconds = row.real(12),
                        .seed = std::bit_cast<std::uint64_t>(row.integer(13))},
              .createdMs = row.integer(5)};
    const auto tokens = row.bytes(14);
    turn.tokens.resize(tokens.size() / sizeof(std::int32_t));
    if (!turn.tokens.empty())
        std::memcpy(turn.tokens.data(), tokens.data(), turn.tokens.size() * sizeof(std::int32_t));
    return turn;
}

Failure noTurn(const Statement& statement, TurnId id) {
    if (const auto result = statement.result(); !result)
        return Failure(result.error());
    return fail(ErrorKind::NotFound, "there is no message " + std::to_string(id));
}

} // namespace

Result<Turn> loadTurn(Database& database, TurnId id) {
    Statement row(database, "SELECT " + std::string(kColumns) + " FROM turn WHERE id = ?1");
    if (row.with(id).next())
        return turnOf(row);
    return noTurn(row, id);
}

Result<std::vector<Turn>> loadPath(Database& database, TurnId leaf) {
    Statement rows(database, "WITH RECURSIVE up(id, parent) AS ("
                             "  SELECT id, parent FROM turn WHERE id = ?1"
                             "  UNION ALL"
                             "  SELECT turn.id, turn.parent FROM turn JOIN up ON turn.id = up.parent)"
                             " SELECT " +
                                 std::string(kColumns) +
                                 " FROM up JOIN turn ON turn.id = up.id ORDER BY up.id");
    std::vector<Turn> path;
    rows.with(leaf);
    while (rows.next())
        path.push_back(turnOf(rows));
    if (path.empty() || !rows.result())
        return noTurn(rows, leaf);
    return path;
}

Result<ConversationId> conversationOf(Database& database, TurnId turn) {
    Statement row(database, "SELECT conversation FROM turn JOIN conversation AS c ON c.id = conversation"
                            " WHERE turn.id = ?1 AND NOT removed");
    if (row.with(turn).next())
        return row.integer(0);
    return noTurn(row, turn);
}

Result<TurnId> newestBelow(Database& database, TurnId turn) {
    Statement row(database, "WITH RECURSIVE below(id) AS ("
                            "  VALUES (?1)"
                            "  UNION ALL"
                            "  SELECT turn.id FROM turn JOIN below ON turn.parent = below.id)"
                            " SELECT max(id) FROM below");
    if (row.with(turn).next())
        return row.integer(0);
    return noTurn(row, turn);
}

std::vector<Digest> pathDigests(std::span<const Turn> path) {
    std::vector<Digest> digests;
    digests.reserve(path.size());
    Digest previous{};
    for (const Turn& turn : path) {
        const std::uint64_t header[] = {static_cast<std::uint64_t>(turn.role), turn.text.size(),
                                        turn.tokens.size()};
        Sha256 hash;
        hash.add(previous);
        hash.add(std::as_bytes(std::span(header)));
        hash.add(std::as_bytes(std::span(turn.text)));
        hash.add(std::as_bytes(std::span(turn.tokens)));
        previous = hash.finish();
        digests.push_back(previous);
    }
    return digests;
}

std::int64_t nowMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace aviary::store

// Rows of chats.db as values, and the tree walks.
#pragma once

#include "app/store/database.h"
#include "app/store/store.h"
#include "engine/base/sha256.h"

#include <span>
#include <vector>

namespace aviary::store {

Result<Turn> loadTurn(Database& database, TurnId id);
/// From the root to `leaf`, oldest first; NotFound.
Result<std::vector<Turn>> loadPath(Database& database, TurnId leaf);
/// The conversation of a turn; NotFound. A conversation that is being removed has none.
Result<ConversationId> conversationOf(Database& database, TurnId turn);
/// Of a turn and everything below it, the newest: always a leaf, as ids grow from parent to child.
Result<TurnId> newestBelow(Database& database, TurnId turn);

/// What a state that has read the path to turn i depends on, for every i:
///   d(i) = SHA-256(d(i - 1), role, length of text, number of tokens, text, tokens),   d(-1) = 32 zeros
/// A snapshot is taken only where its digest is that of the path, so that it can never belong to other text.
std::vector<Digest> pathDigests(std::span<const Turn> path);

std::int64_t nowMs();

} // namespace aviary::store

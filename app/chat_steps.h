// What a chat does on the store's thread: functions from the store to a value.
#pragma once

#include "app/store/store.h"
#include "engine/engine.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aviary::app {

/// A path as it is shown.
struct ShownPath {
    store::ConversationId conversation = 0;
    std::vector<store::Turn> turns{};
    std::vector<std::vector<store::TurnId>> siblings{}; ///< of every turn, itself included
};
Result<ShownPath> pathTo(store::Store& store, store::TurnId leaf);
/// The path of a conversation as it was left; empty for one without turns.
Result<ShownPath> pathOf(store::Store& store, store::ConversationId id);

/// A message that a person sends. Without a conversation one is made.
struct Message {
    std::optional<store::ConversationId> conversation;
    std::optional<store::TurnId> parent;
    std::string text, title, modelId;
};
struct AddedMessage {
    store::Turn turn;
    std::optional<ShownPath> branch{}; ///< when the turn does not simply follow: it has siblings
};
Result<AddedMessage> addMessage(store::Store& store, const Message& message);

/// A reply that a model is to begin or to go on with.
struct ReplyOrder {
    engine::ModelRef model;
    store::TurnId turn = 0; ///< the message to answer, or the reply to continue
    bool continues = false;
    std::uint64_t seed = 0; ///< of a new reply, unless the settings fix one
    std::chrono::steady_clock::time_point asked = std::chrono::steady_clock::now();
};
struct OpenedReply {
    store::Turn turn; ///< a draft; of a continued reply with what is visible of it
    engine::GenerateRequest request;
    std::optional<double> resumedMs{}; ///< from `asked` until a stored state was ready, when one was used
    std::optional<ShownPath> branch{}; ///< when the turn does not simply follow: continued, or with siblings
};
/// Finds out what is to be read, then adds the draft. A continued reply that messages follow stays as it is,
/// since they belong to its text, and so does one in another vocabulary: its beginning becomes a sibling's.
Result<OpenedReply> openReply(store::Store& store, const ReplyOrder& order);

/// How a reply ended.
struct ClosedReply {
    store::Turn turn;
    engine::ModelRef model;
    std::optional<engine::Snapshot> snapshot{};
};
Result<void> closeReply(store::Store& store, const ClosedReply& reply);

} // namespace aviary::app

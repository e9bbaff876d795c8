#include "app/chat_steps.h"

#include "app/chat_options.h"
#include "app/prompt.h"
#include "app/reading.h"

#include <utility>

namespace aviary::app {
namespace {

/// The path to a turn if it has siblings.
Result<std::optional<ShownPath>> branchAt(store::Store& store, store::TurnId turn) {
    const auto siblings = store.siblings(turn);
    if (!siblings)
        return Failure(siblings.error());
    if (siblings->size() == 1)
        return std::optional<ShownPath>();
    return pathTo(store, turn);
}

/// Adds a draft and reads it back as the store completed it.
Result<store::Turn> addDraft(store::Store& store, store::Turn draft) {
    draft.status = store::TurnStatus::Draft;
    const auto id = store.appendTurn(draft);
    return id ? store.turn(*id) : Failure(id.error());
}

/// The reply as a draft again; or a sibling that begins like it, when messages follow it or its tokens are of
/// another vocabulary.
Result<store::Turn> reopened(store::Store& store, store::Turn reply, const engine::Model& model) {
    const auto leaf = store.select(reply.id);
    if (!leaf)
        return Failure(leaf.error());
    if (*leaf != reply.id || reply.tokenizer != model.tokenizer().name()) {
        reply.model = model.info().name;
        reply.tokenizer = model.tokenizer().name();
        return addDraft(store, std::move(reply));
    }
    if (const auto open = store.reopenTurn(reply.id); !open)
        return Failure(open.error());
    return store.turn(reply.id);
}

} // namespace

Result<ShownPath> pathTo(store::Store& store, store::TurnId leaf) {
    auto turns = store.path(leaf);
    if (!turns)
        return Failure(turns.error());
    ShownPath path{.conversation = turns->front().conversation, .turns = std::move(*turns)};
    for (const store::Turn& turn : path.turns) {
        auto siblings = store.siblings(turn.id);
        if (!siblings)
            return Failure(siblings.error());
        path.siblings.push_back(std::move(*siblings));
    }
    return path;
}

Result<ShownPath> pathOf(store::Store& store, store::ConversationId id) {
    const auto conversation = store.conversation(id);
    if (!conversation)
        return Failure(conversation.error());
    return conversation->leaf ? pathTo(store, *conversation->leaf) : ShownPath{.conversation = id};
}

Result<AddedMessage> addMessage(store::Store& store, const Message& message) {
    const auto conversation = message.conversation ? Result<store::ConversationId>(*message.conversation)
                                                   : store.createConversation(message.title, message.modelId);
    if (!conversation)
        return Failure(conversation.error());
    const auto id = store.appendTurn({.conversation = *conversation,
                                      .parent = message.parent,
                                      .role = store::Role::User,
                                      .text = message.text});
    if (!id) {
        if (!message.conversation)
            (void)store.removeConversation(*conversation); // an empty one is of no use
        return Failure(id.error());
    }
    // The message is safe: what follows only makes it shown better.
    (void)store.setConversationModel(*conversation, message.modelId);
    auto turn = store.turn(*id);
    if (!turn)
        return Failure(turn.error());
    auto branch = branchAt(store, *id);
    if (!branch)
        return Failure(branch.error());
    return AddedMessage{std::move(*turn), std::move(*branch)};
}

Result<OpenedReply> openReply(store::Store& store, const ReplyOrder& order) {
    const auto options = readChatOptions(store);
    if (!options)
        return Failure(options.error());
    auto reading = readingFor(store, order.turn, *order.model);
    if (!reading)
        return Failure(reading.error());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - order.asked;
    const auto base = store.turn(order.turn);
    if (!base)
        return Failure(base.error());

    const engine::Tokenizer& tokenizer = order.model->tokenizer();
    const ChatFamily& family = chatFamily(order.model->info().chatFamily);
    auto turn = order.continues ? reopened(store, *base, *order.model)
                                : addDraft(store, {.conversation = base->conversation,
                                                   .parent = base->id,
                                                   .role = store::Role::Assistant,
                                                   .model = order.model->info().name,
                                                   .tokenizer = std::string(tokenizer.name()),
                                                   .facts = {.seed = options->seed.value_or(order.seed)}});
    if (!turn)
        return Failure(turn.error());
    turn->tokens = reading->reply;
    turn->text = shownText(tokenizer, family.stops, reading->reply);
    auto branch =
        order.continues
            ? pathTo(store, turn->id).map([](ShownPath path) { return std::optional(std::move(path)); })
            : branchAt(store, turn->id);
    if (!branch)
        return Failure(branch.error());
    if (*branch)
        (*branch)->turns.back() = *turn;

    const auto sampling = samplingFor(*options, family.sampling, turn->facts.seed);
    return OpenedReply{.turn = std::move(*turn),
                       .request = {.model = order.model,
                                   .from = std::move(reading->from),
                                   .sampling = sampling,
                                   .stop = family.stops,
                                   .maxTokens = options->maxTokens,
                                   .reply = std::move(reading->reply)},
                       .resumedMs = reading->resumed ? std::optional(took.count()) : std::nullopt,
                       .branch = std::move(*branch)};
}

Result<void> closeReply(store::Store& store, const ClosedReply& reply) {
    std::optional<store::Bytes> bytes;
    if (reply.snapshot)
        bytes = engine::toBytes(*reply.snapshot, *reply.model);
    return store.finishTurn(reply.turn, toHex(reply.model->fingerprint()), std::move(bytes));
}

} // namespace aviary::app

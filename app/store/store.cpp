// Conversations and their trees. Where a snapshot is concerned, states.db failing costs the snapshot only.
#include "app/store/store.h"

#include "app/store/snapshots.h"
#include "app/store/store_files.h"
#include "app/store/turns.h"

#include <algorithm>
#include <bit>
#include <iterator>

namespace aviary::store {

namespace {

constexpr int kDraft = static_cast<int>(TurnStatus::Draft);
constexpr int kInterrupted = static_cast<int>(TurnStatus::Interrupted);

// Rows that one transaction of a removal takes, and pages of states.db that one idle() gives back.
constexpr auto kRemovedAtOnce = "500";
constexpr auto kPagesGivenBack = "4096";

constexpr std::string_view kConversationColumns = "id, title, model, leaf, created_ms, updated_ms";

Conversation conversationOfRow(const Statement& row) {
    return {.id = row.integer(0),
            .title = std::string(row.text(1)),
            .model = std::string(row.text(2)),
            .leaf = row.null(3) ? std::nullopt : std::optional(row.integer(3)),
            .createdMs = row.integer(4),
            .updatedMs = row.integer(5)};
}

Failure noConversation(ConversationId id) {
    return fail(ErrorKind::NotFound, "there is no conversation " + std::to_string(id));
}

Result<void> moveLeaf(Database& database, ConversationId conversation, TurnId leaf) {
    Statement update(database, "UPDATE conversation SET leaf = ?2 WHERE id = ?1");
    return update.with(conversation, leaf).run();
}

// NotFound when it is not there any more.
Result<void> markUsed(Database& database, ConversationId conversation) {
    Statement update(
        database, "UPDATE conversation SET updated_ms = max(updated_ms, ?2) WHERE id = ?1 AND NOT removed");
    if (auto marked = update.with(conversation, nowMs()).run(); !marked)
        return marked;
    if (database.changes() == 0)
        return noConversation(conversation);
    return {};
}

} // namespace

class Store::Impl {
public:
    explicit Impl(std::unique_ptr<StoreFiles> opened)
        : files(std::move(opened)) {}

    Database& database() { return files->database(); }

    /// Every method's work runs in here, so that no failure goes unnoticed by the files.
    template <class Work> auto guarded(Work work) -> decltype(work()) {
        if (auto ready = files->ready(); !ready)
            return Failure(ready.error());
        auto result = work();
        if (!result)
            files->failed(result.error());
        return result;
    }

    /// Work on states.db alone; if that is damaged, a new one is begun and `work` counts as having found
    /// nothing.
    template <class Work> auto onStates(Work work) -> decltype(work()) {
        auto result = work();
        if (result || result.error().kind != ErrorKind::Corrupt)
            return result;
        if (auto replaced = files->replaceStates(); !replaced)
            return Failure(replaced.error());
        return {};
    }

    Result<void> changeConversation(ConversationId id, const std::string& assignment, std::string_view value);
    Result<void> removeHidden(ConversationId id);
    Result<void> removeAllHidden();

    std::unique_ptr<StoreFiles> files;
};

Store::Store(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder) {
    auto files = StoreFiles::open(folder);
    if (!files)
        return Failure(files.error());
    auto impl = std::make_unique<Impl>(std::move(*files));
    auto settled = impl->guarded([&]() -> Result<void> {
        Statement drafts(impl->database(), "UPDATE turn SET status = ?1 WHERE status = 0");
        if (auto marked = drafts.with(kInterrupted).run(); !marked)
            return marked;
        return impl->removeAllHidden();
    });
    if (!settled)
        return Failure(settled.error());
    return std::unique_ptr<Store>(new Store(std::move(impl)));
}

const std::vector<std::string>& Store::notes() const {
    return impl_->files->notes();
}

// --- conversations -------------------------------------------------------------------------------------

Result<std::vector<Conversation>> Store::conversations() {
    return impl_->guarded([&]() -> Result<std::vector<Conversation>> {
        Statement rows(impl_->database(),
                       "SELECT " + std::string(kConversationColumns) +
                           " FROM conversation WHERE NOT removed ORDER BY updated_ms DESC, id DESC");
        std::vector<Conversation> found;
        while (rows.next())
            found.push_back(conversationOfRow(rows));
        if (auto result = rows.result(); !result)
            return Failure(result.error());
        return found;
    });
}

Result<Conversation> Store::conversation(ConversationId id) {
    return impl_->guarded([&]() -> Result<Conversation> {
        Statement row(impl_->database(), "SELECT " + std::string(kConversationColumns) +
                                             " FROM conversation WHERE id = ?1 AND NOT removed");
        if (row.with(id).next())
            return conversationOfRow(row);
        if (auto result = row.result(); !result)
            return Failure(result.error());
        return noConversation(id);
    });
}

Result<ConversationId> Store::createConversation(std::string_view title, std::string_view model) {
    return impl_->guarded([&]() -> Result<ConversationId> {
        Statement row(impl_->database(), "INSERT INTO conversation(title, model, created_ms, updated_ms)"
                                         " VALUES (?1, ?2, ?3, ?3)");
        if (auto added = row.with(title, model, nowMs()).run(); !added)
            return Failure(added.error());
        return impl_->database().lastInsertId();
    });
}

Result<void> Store::Impl::changeConversation(ConversationId id, const std::string& assignment,
                                             std::string_view value) {
    Statement update(database(), "UPDATE conversation SET " + assignment + " WHERE id = ?1 AND NOT removed");
    if (auto changed = update.with(id, value).run(); !changed)
        return changed;
    if (database().changes() == 0)
        return noConversation(id);
    return {};
}

Result<void> Store::renameConversation(ConversationId id, std::string_view title) {
    return impl_->guarded([&] { return impl_->changeConversation(id, "title = ?2", title); });
}

Result<void> Store::setConversationModel(ConversationId id, std::string_view model) {
    return impl_->guarded([&] { return impl_->changeConversation(id, "model = ?2", model); });
}

// Hidden first and for good, so that a crash in the middle cannot bring half of it back.
Result<void> Store::removeConversation(ConversationId id) {
    return impl_->guarded([&]() -> Result<void> {
        Statement hide(impl_->database(),
                       "UPDATE conversation SET removed = 1 WHERE id = ?1 AND NOT removed");
        if (auto hidden = hide.with(id).run(); !hidden)
            return hidden;
        if (impl_->database().changes() == 0)
            return noConversation(id);
        return impl_->removeHidden(id);
    });
}

// Snapshots before their turns, newest turns first: what is left always has its parent. Deleted text would
// live on in the WAL, so that is emptied at the end.
Result<void> Store::Impl::removeHidden(ConversationId id) {
    const std::string chunk =
        std::string("(SELECT id FROM main.turn WHERE conversation = ?1 ORDER BY id DESC LIMIT ") +
        kRemovedAtOnce + ")";
    for (;;) {
        auto freed = onStates([&] {
            return Statement(database(), "DELETE FROM states.snapshot WHERE turn IN " + chunk).with(id).run();
        });
        if (!freed)
            return freed;
        Statement turns(database(), "DELETE FROM main.turn WHERE id IN " + chunk);
        if (auto removed = turns.with(id).run(); !removed)
            return removed;
        if (database().changes() == 0)
            break;
    }
    if (auto removed = Statement(database(), "DELETE FROM conversation WHERE id = ?1").with(id).run();
        !removed)
        return removed;
    return database().run("PRAGMA main.wal_checkpoint(TRUNCATE); PRAGMA states.wal_checkpoint(TRUNCATE)");
}

Result<void> Store::Impl::removeAllHidden() {
    std::vector<ConversationId> hidden;
    {
        Statement rows(database(), "SELECT id FROM conversation WHERE removed");
        while (rows.next())
            hidden.push_back(rows.integer(0));
        if (auto result = rows.result(); !result)
            return result;
    }
    for (const auto id : hidden)
        if (auto removed = removeHidden(id); !removed)
            return removed;
    return {};
}

// --- turns ---------------------------------------------------------------------------------------------

Result<std::vector<Turn>> Store::path(TurnId leaf) {
    return impl_->guarded([&] { return loadPath(impl_->database(), leaf); });
}

Result<Turn> Store::turn(TurnId id) {
    return impl_->guarded([&] { return loadTurn(impl_->database(), id); });
}

Result<std::vector<TurnId>> Store::siblings(TurnId id) {
    return impl_->guarded([&]() -> Result<std::vector<TurnId>> {
        const auto self = loadTurn(impl_->database(), id);
        if (!self)
            return Failure(self.error());
        Statement rows(impl_->database(),
                       self->parent
                           ? "SELECT id FROM turn WHERE parent = ?1 ORDER BY id"
                           : "SELECT id FROM turn WHERE conversation = ?1 AND parent IS NULL ORDER BY id");
        rows.with(self->parent.value_or(self->conversation));
        std::vector<TurnId> found;
        while (rows.next())
            found.push_back(rows.integer(0));
        if (auto result = rows.result(); !result)
            return Failure(result.error());
        return found;
    });
}

Result<TurnId> Store::select(TurnId turn) {
    return impl_->guarded([&]() -> Result<TurnId> {
        const auto conversation = conversationOf(impl_->database(), turn);
        if (!conversation)
            return Failure(conversation.error());
        const auto leaf = newestBelow(impl_->database(), turn);
        if (!leaf)
            return Failure(leaf.error());
        if (auto moved = moveLeaf(impl_->database(), *conversation, *leaf); !moved)
            return Failure(moved.error());
        return *leaf;
    });
}

Result<void> Store::setLeaf(TurnId turn) {
    return impl_->guarded([&]() -> Result<void> {
        const auto conversation = conversationOf(impl_->database(), turn);
        if (!conversation)
            return Failure(conversation.error());
        return moveLeaf(impl_->database(), *conversation, turn);
    });
}

Result<TurnId> Store::appendTurn(const Turn& turn) {
    return impl_->guarded([&]() -> Result<TurnId> {
        Database& database = impl_->database();
        if (turn.parent) {
            const auto conversation = conversationOf(database, *turn.parent);
            if (!conversation)
                return Failure(conversation.error());
            if (*conversation != turn.conversation)
                return fail(ErrorKind::Invalid, "the message's parent belongs to another conversation");
        }
        Transaction transaction(database);
        if (auto used = markUsed(database, turn.conversation); !used)
            return Failure(used.error());
        Statement row(database,
                      "INSERT INTO turn(conversation, parent, role, status, created_ms, model, tokenizer,"
                      " prompt_tokens, reply_tokens, first_token_seconds, prompt_seconds, decode_seconds,"
                      " seed, tokens, text)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
        const auto& facts = turn.facts;
        if (auto added = row.with(turn.conversation, turn.parent, static_cast<int>(turn.role),
                                  static_cast<int>(turn.status), nowMs(), std::string_view(turn.model),
                                  std::string_view(turn.tokenizer), facts.promptTokens, facts.replyTokens,
                                  facts.firstTokenSeconds, facts.promptSeconds, facts.decodeSeconds,
                                  std::bit_cast<std::int64_t>(facts.seed),
                                  std::as_bytes(std::span(turn.tokens)), std::string_view(turn.text))
                             .run();
            !added)
            return Failure(added.error());
        const TurnId id = database.lastInsertId();
        if (auto moved = moveLeaf(database, turn.conversation, id); !moved)
            return Failure(moved.error());
        if (auto committed = transaction.commit(); !committed)
            return Failure(committed.error());
        return id;
    });
}

Result<void> Store::saveDraft(TurnId id, std::string_view text, std::span<const std::int32_t> tokens) {
    return impl_->guarded([&]() -> Result<void> {
        Statement update(impl_->database(),
                         "UPDATE turn SET text = ?2, tokens = ?3 WHERE id = ?1 AND status = 0");
        if (auto saved = update.with(id, text, std::as_bytes(tokens)).run(); !saved)
            return saved;
        if (impl_->database().changes() == 0)
            return fail(ErrorKind::NotFound, "no reply " + std::to_string(id) + " is being written");
        return {};
    });
}

Result<void> Store::finishTurn(const Turn& turn, std::string_view fingerprint,
                               std::optional<Bytes> snapshot) {
    auto finished = impl_->guarded([&]() -> Result<void> {
        Database& database = impl_->database();
        const auto conversation = conversationOf(database, turn.id);
        if (!conversation)
            return Failure(conversation.error());
        Transaction transaction(database);
        Statement update(database, "UPDATE turn SET text = ?2, tokens = ?3, status = ?4, prompt_tokens = ?5,"
                                   " reply_tokens = ?6, first_token_seconds = ?7, prompt_seconds = ?8,"
                                   " decode_seconds = ?9, seed = ?10 WHERE id = ?1");
        const auto& facts = turn.facts;
        if (auto saved =
                update
                    .with(turn.id, std::string_view(turn.text), std::as_bytes(std::span(turn.tokens)),
                          static_cast<int>(turn.status), facts.promptTokens, facts.replyTokens,
                          facts.firstTokenSeconds, facts.promptSeconds, facts.decodeSeconds,
                          std::bit_cast<std::int64_t>(facts.seed))
                    .run();
            !saved)
            return saved;
        if (auto used = markUsed(database, *conversation); !used)
            return used;
        return transaction.commit();
    });
    if (finished && snapshot)
        static_cast<void>(saveSnapshot(turn.id, fingerprint, *snapshot));
    return finished;
}

Result<void> Store::reopenTurn(TurnId id) {
    return impl_->guarded([&]() -> Result<void> {
        Statement update(impl_->database(), "UPDATE turn SET status = ?2 WHERE id = ?1");
        if (auto reopened = update.with(id, kDraft).run(); !reopened)
            return reopened;
        if (impl_->database().changes() == 0)
            return fail(ErrorKind::NotFound, "there is no message " + std::to_string(id));
        return {};
    });
}

// --- snapshots -----------------------------------------------------------------------------------------

Result<void> Store::saveSnapshot(TurnId turn, std::string_view fingerprint,
                                 std::span<const std::byte> bytes) {
    return impl_->guarded([&]() -> Result<void> {
        const auto path = loadPath(impl_->database(), turn);
        if (!path)
            return Failure(path.error());
        const Digest digest = pathDigests(*path).back();
        const auto write = [&] { return writeSnapshot(impl_->database(), turn, fingerprint, digest, bytes); };
        if (auto written = write(); written || written.error().kind != ErrorKind::Corrupt)
            return written;
        if (auto replaced = impl_->files->replaceStates(); !replaced)
            return replaced;
        return write();
    });
}

Result<StoredPosition> Store::position(TurnId turn, std::string_view fingerprint) {
    return impl_->guarded([&]() -> Result<StoredPosition> {
        auto path = loadPath(impl_->database(), turn);
        if (!path)
            return Failure(path.error());
        const auto digests = pathDigests(*path);
        const auto candidates =
            impl_->onStates([&] { return turnsWithSnapshot(impl_->database(), fingerprint); });
        if (!candidates)
            return Failure(candidates.error());
        StoredPosition found;
        std::size_t read = path->size();
        for (; read > 0; --read) {
            if (!std::ranges::binary_search(*candidates, (*path)[read - 1].id))
                continue;
            auto snapshot = impl_->onStates([&] {
                return readSnapshot(impl_->database(), (*path)[read - 1].id, fingerprint, digests[read - 1]);
            });
            if (!snapshot)
                return Failure(snapshot.error());
            if (*snapshot) {
                found.snapshot = std::move(*snapshot);
                break;
            }
        }
        const auto firstUnread = path->begin() + static_cast<std::ptrdiff_t>(read);
        found.unread.assign(std::make_move_iterator(firstUnread), std::make_move_iterator(path->end()));
        return found;
    });
}

// --- settings and housekeeping -------------------------------------------------------------------------

Result<std::optional<std::string>> Store::setting(std::string_view key) {
    return impl_->guarded([&]() -> Result<std::optional<std::string>> {
        Statement row(impl_->database(), "SELECT value FROM setting WHERE key = ?1");
        if (row.with(key).next())
            return std::string(row.text(0));
        if (auto result = row.result(); !result)
            return Failure(result.error());
        return std::nullopt;
    });
}

Result<void> Store::setSetting(std::string_view key, std::string_view value) {
    return impl_->guarded([&] {
        return Statement(impl_->database(), "INSERT INTO setting(key, value) VALUES (?1, ?2)"
                                            " ON CONFLICT(key) DO UPDATE SET value = ?2")
            .with(key, value)
            .run();
    });
}

// A failure is kept by guarded() and met by the next call that has somebody to tell.
void Store::idle() {
    static_cast<void>(impl_->guarded([&] {
        return impl_->database().run(std::string("PRAGMA states.incremental_vacuum(") + kPagesGivenBack +
                                     "); PRAGMA main.wal_checkpoint(PASSIVE);"
                                     "PRAGMA states.wal_checkpoint(PASSIVE)");
    }));
}

} // namespace aviary::store

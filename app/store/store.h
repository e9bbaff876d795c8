// Conversations, turns and snapshots in two SQLite files.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::store {

using ConversationId = std::int64_t;
using TurnId = std::int64_t;
using Bytes = std::vector<std::byte>;

enum class Role { System, User, Assistant };

enum class TurnStatus {
    Draft,       ///< a reply that is being written
    Complete,    ///< whole
    Stopped,     ///< the person stopped it, or it reached its length limit; can be continued
    Interrupted, ///< the program ended in the middle of it; can be continued
};

/// What a reply cost. Seconds and tokens; zero where unknown.
struct ReplyFacts {
    std::int64_t promptTokens = 0;
    std::int64_t replyTokens = 0;
    double firstTokenSeconds = 0;
    double promptSeconds = 0;
    double decodeSeconds = 0;
    std::uint64_t seed = 0;
};

/// One message. Turns form a tree by parent; a conversation's first turns have none.
struct Turn {
    TurnId id = 0;
    ConversationId conversation = 0;
    std::optional<TurnId> parent{};
    Role role = Role::User;
    TurnStatus status = TurnStatus::Complete;
    std::string text{};                 ///< UTF-8; of a reply exactly what the model wrote, blanks included
    std::string model{};                ///< a reply's model by name
    std::string tokenizer{};            ///< vocabulary that `tokens` belongs to; empty: no tokens
    std::vector<std::int32_t> tokens{}; ///< a reply's tokens, so that its state can be rebuilt exactly
    ReplyFacts facts{};
    std::int64_t createdMs = 0; ///< Unix time, milliseconds
};

struct Conversation {
    ConversationId id = 0;
    std::string title{};
    std::string model{};          ///< id of the model it was last used with
    std::optional<TurnId> leaf{}; ///< end of the path that is shown
    std::int64_t createdMs = 0;
    std::int64_t updatedMs = 0;
};

/// Finds a snapshot on a path: the turns after it still have to be read.
struct StoredPosition {
    std::optional<Bytes> snapshot{}; ///< nothing: read from the beginning
    std::vector<Turn> unread{};      ///< oldest first
};

/// Owns the one connection; lives on one thread. `chats.db` holds text, `states.db` snapshots: the second is
/// a cache and may be deleted at any time. Everything a method reports as done is on the disk (WAL,
/// synchronous=FULL). Errors of every method: Io ("DISK_FULL", "DISK_ERROR"), Corrupt "DB_DAMAGED", NotFound
/// (no such row). After an Io or Corrupt error the next call reopens and verifies the files first.
class Store {
public:
    /// Creates or opens the files in `folder` (made with mode 0700), migrates them, and turns drafts that a
    /// crash left behind into Interrupted. Errors: Busy when another process holds the folder; Unsupported
    /// "DB_NEWER".
    static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder);
    ~Store();

    Result<std::vector<Conversation>> conversations(); ///< newest use first
    Result<Conversation> conversation(ConversationId id);
    Result<ConversationId> createConversation(std::string_view title, std::string_view model);
    Result<void> renameConversation(ConversationId id, std::string_view title);
    Result<void> setConversationModel(ConversationId id, std::string_view model);
    /// Removes its turns and snapshots too.
    Result<void> removeConversation(ConversationId id);

    /// The turns from the root to `leaf`, oldest first.
    Result<std::vector<Turn>> path(TurnId leaf);
    Result<Turn> turn(TurnId id);
    /// All turns with the same parent as this one, itself included, oldest first.
    Result<std::vector<TurnId>> siblings(TurnId id);
    /// Moves the conversation's leaf to the newest leaf below `turn`.
    Result<TurnId> select(TurnId turn);
    /// Makes this turn its conversation's leaf, whatever follows it.
    Result<void> setLeaf(TurnId turn);

    /// Adds a turn and makes it its conversation's leaf. `turn.id` and `createdMs` are set by the store.
    Result<TurnId> appendTurn(const Turn& turn);
    /// Replaces a draft's text and tokens.
    Result<void> saveDraft(TurnId id, std::string_view text, std::span<const std::int32_t> tokens);
    /// The reply is over: text, tokens, status and facts of `turn` replace what was saved; its snapshot for
    /// `fingerprint` follows in its own transaction, so that it may be missing but never belongs to another
    /// text. Succeeds once the reply is saved: a snapshot that found no room is left out, it costs only time.
    Result<void> finishTurn(const Turn& turn, std::string_view fingerprint, std::optional<Bytes> snapshot);
    /// Goes back to Draft, to be continued.
    Result<void> reopenTurn(TurnId id);

    Result<void> saveSnapshot(TurnId turn, std::string_view fingerprint, std::span<const std::byte> bytes);
    /// The nearest snapshot on the path to `turn` (itself included) made by the model with this fingerprint.
    /// A damaged one is dropped and the next nearest taken.
    Result<StoredPosition> position(TurnId turn, std::string_view fingerprint);

    Result<std::optional<std::string>> setting(std::string_view key);
    Result<void> setSetting(std::string_view key, std::string_view value);

    /// Housekeeping in small pieces, for when nobody waits: writes the WALs back, shrinks states.db.
    void idle();
    /// What happened on opening that a person should know, in plain sentences: rows rescued from a damaged
    /// file, a file set aside. Also after a damaged file was found and replaced later on.
    const std::vector<std::string>& notes() const;

private:
    class Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace aviary::store

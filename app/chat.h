// Runs turns: Store → Engine → Store.
#pragma once

#include "app/store/store.h"
#include "engine/base/result.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace aviary::engine {
class Engine;
}

namespace aviary::app {

class Library;
class StoreThread;

/// Live figures of a reply in progress. Derived from the engine's events; speeds are for whoever shows them.
struct ReplyProgress {
    store::ConversationId conversation = 0;
    qint64 promptDone = 0, promptTotal = 0; ///< tokens read of those that had to be read
    qint64 tokens = 0;                      ///< chosen so far
    double seconds = 0;                     ///< since the job began
    double firstTokenSeconds = 0;           ///< 0 before the first token
};

/// Lives on the UI thread and never waits: everything ends in a signal. A user's message is on disk before
/// the engine hears of it; a reply is saved as a draft at least every 2 s, and at its end with its snapshot.
/// One reply at a time in a conversation; a second conversation may be used while a reply streams in the
/// first.
class Chat : public QObject {
    Q_OBJECT
public:
    Chat(engine::Engine& engine, StoreThread& store, Library& library, QObject* parent = nullptr);
    ~Chat() override; ///< stops replies; what they wrote is saved as Stopped

    void requestConversations();                ///< → conversationsChanged
    void requestPath(store::ConversationId id); ///< → pathShown
    void rename(store::ConversationId id, const QString& title);
    void remove(store::ConversationId id);

    /// Sends a message after `parent` (nothing: as a first turn) and lets the model answer, loading it first
    /// if need be. Without a conversation one is made, titled by the message. → turnAdded (twice), replyGrew
    /// …, replyEnded; pathShown instead of turnAdded when the turn has siblings; conversationsChanged. On
    /// failed() the message is kept and may be answered by retry(); Busy while a reply is being written.
    void send(std::optional<store::ConversationId> conversation, std::optional<store::TurnId> parent,
              const QString& text, const QString& modelId);
    /// Lets the model answer the same user turn once more; the new reply is a sibling. A message that got no
    /// reply may be named itself. → pathShown (turnAdded for a first reply), replyGrew …, replyEnded
    void retry(store::TurnId reply, const QString& modelId);
    /// Goes on with a reply that was stopped or interrupted; in a sibling that begins with the same text if
    /// messages follow it already. → pathShown, replyGrew …, replyEnded
    void continueReply(store::TurnId reply, const QString& modelId);
    /// The path will end at this turn: the next message makes a new branch there, the old one stays. →
    /// pathShown
    void fork(store::TurnId turn);
    /// Shows the branch that this sibling leads to. → pathShown
    void select(store::TurnId turn);
    /// Ends the reply that is being written; its text is kept. → replyEnded; failed (Busy, "cancelled") if
    /// the model was not even loaded.
    void stop(store::ConversationId conversation);
    bool replying(store::ConversationId conversation) const;

signals:
    void conversationsChanged(const std::vector<aviary::store::Conversation>& conversations);
    /// siblings: for every turn of the path, the ids with the same parent, itself included. A reply that is
    /// being written has all its text so far.
    void pathShown(aviary::store::ConversationId id, const std::vector<aviary::store::Turn>& path,
                   const std::vector<std::vector<aviary::store::TurnId>>& siblings);
    void turnAdded(const aviary::store::Turn& turn);
    /// Text to append; about 30 times a second at most.
    void replyGrew(aviary::store::TurnId reply, const QString& text);
    void replyProgress(const aviary::app::ReplyProgress& progress);
    /// The reply starts from a stored state instead of reading the conversation again.
    void resumed(aviary::store::ConversationId id, double milliseconds);
    /// As it was saved. What went wrong, if anything, follows as failed().
    void replyEnded(const aviary::store::Turn& turn);
    void failed(const aviary::Error& error);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace aviary::app

// The conversation that is open: its transcript, its draft and what can be done with it.
#pragma once

#include "app/chat.h"
#include "ui/viewmodels/transcript_model.h"

#include <QHash>
#include <QObject>
#include <QString>
#include <QtQml/qqmlregistration.h>

#include <optional>

namespace aviary::app {
class Library;
}

namespace aviary::ui {

/// Lives on the UI thread. Owned by AppViewModel, never created from QML.
class ChatViewModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Provided by AppViewModel")
    Q_PROPERTY(aviary::ui::TranscriptModel* transcript READ transcript CONSTANT)
    Q_PROPERTY(double conversation READ conversationNumber NOTIFY conversationChanged) ///< 0: a new one
    Q_PROPERTY(QString title READ title NOTIFY conversationChanged)
    Q_PROPERTY(QString modelId READ modelId NOTIFY modelChanged)
    Q_PROPERTY(QString modelName READ modelName NOTIFY modelChanged)
    Q_PROPERTY(QString modelGeneration READ modelGeneration NOTIFY modelChanged)
    Q_PROPERTY(bool demoModel READ demoModel NOTIFY modelChanged)
    Q_PROPERTY(bool loading READ loading NOTIFY loadingChanged)
    Q_PROPERTY(double loadShare READ loadShare NOTIFY loadingChanged)
    Q_PROPERTY(bool replying READ replying NOTIFY replyingChanged)
    Q_PROPERTY(QString activity READ activity NOTIFY activityChanged)
    Q_PROPERTY(QString draft READ draft WRITE setDraft NOTIFY draftChanged)
public:
    ChatViewModel(app::Chat& chat, app::Library& library, QObject* parent = nullptr);

    TranscriptModel* transcript() { return &transcript_; }
    qint64 conversation() const { return conversation_.value_or(0); }
    double conversationNumber() const { return static_cast<double>(conversation()); } ///< as QML counts
    QString title() const { return title_; }
    QString modelId() const { return modelId_; }
    QString modelName() const;
    QString modelGeneration() const;
    bool demoModel() const;
    bool loading() const { return !loadingId_.isEmpty(); }
    double loadShare() const { return loadShare_; }
    bool replying() const { return replying_; }
    /// What is going on, for people: "Reading 120 of 400 tokens", "Resumed in 3 ms"; empty when there is
    /// nothing to say.
    QString activity() const { return activity_; }
    QString draft() const { return draft_; }
    void setDraft(const QString& text);

    /// Opens a stored conversation; its draft comes back with it.
    void open(store::ConversationId id, const QString& title, const QString& modelId);
    void setTitle(const QString& title);

    Q_INVOKABLE void newChat();
    /// Sends the draft, unless it is blank or a reply is being written.
    Q_INVOKABLE void send();
    Q_INVOKABLE void sendText(const QString& text);
    Q_INVOKABLE void stop();
    Q_INVOKABLE void retry(int row);
    Q_INVOKABLE void fork(int row);
    Q_INVOKABLE void continueReply(int row);
    /// After a failure: sends what could not be sent, or asks for the reply that did not come.
    Q_INVOKABLE void tryAgain();
    Q_INVOKABLE void showSibling(int row, int step);
    Q_INVOKABLE void copy(int row) const;
    Q_INVOKABLE void useModel(const QString& id);

signals:
    void conversationChanged();
    void modelChanged();
    void loadingChanged();
    void replyingChanged();
    void activityChanged();
    void draftChanged();
    /// A message was sent: the view goes to its end.
    void sent();

private:
    void connectChat();
    void connectLibrary();
    void setReplying(bool replying);
    void setActivity(const QString& text);
    bool shows(const store::Turn& turn) const { return conversation_ == turn.conversation; }

    app::Chat& chat_;
    app::Library& library_;
    TranscriptModel transcript_;
    std::optional<store::ConversationId> conversation_;
    bool awaitingNew_ = false; // a first message was sent; its conversation is not known yet
    QString title_, modelId_, loadingId_, activity_, draft_;
    QString unsent_; // was sent, but is not on the disk yet
    double loadShare_ = 0;
    bool replying_ = false;
    bool reading_ = false;          // the activity says how much of the prompt is read
    QHash<qint64, QString> drafts_; // by conversation, 0: a new one
};

} // namespace aviary::ui

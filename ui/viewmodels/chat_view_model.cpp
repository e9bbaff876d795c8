#include "ui/viewmodels/chat_view_model.h"

#include "app/library.h"
#include "ui/viewmodels/format.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>

namespace aviary::ui {

ChatViewModel::ChatViewModel(app::Chat& chat, app::Library& library, QObject* parent)
    : QObject(parent)
    , chat_(chat)
    , library_(library)
    , transcript_(this) {
    connectChat();
    connectLibrary();
}

void ChatViewModel::connectChat() {
    connect(&chat_, &app::Chat::pathShown, this, [this](auto id, const auto& path, const auto& siblings) {
        if (conversation_ != id)
            return;
        transcript_.showPath(path, siblings);
        setReplying(chat_.replying(id));
    });
    connect(&chat_, &app::Chat::turnAdded, this, [this](const store::Turn& turn) {
        if (awaitingNew_ && turn.role == store::Role::User && !turn.parent) {
            awaitingNew_ = false;
            conversation_ = turn.conversation;
            emit conversationChanged();
        }
        if (!shows(turn))
            return;
        transcript_.append(turn);
        if (turn.role == store::Role::Assistant)
            setReplying(true);
    });
    connect(&chat_, &app::Chat::replyGrew, this,
            [this](store::TurnId reply, const QString& text) { transcript_.grow(reply, text); });
    connect(&chat_, &app::Chat::replyProgress, this, [this](const app::ReplyProgress& progress) {
        if (conversation_ != progress.conversation)
            return;
        if (progress.tokens == 0 && progress.promptTotal > progress.promptDone)
            setActivity(tr("Reading %L1 of %L2 tokens").arg(progress.promptDone).arg(progress.promptTotal));
        else if (progress.tokens == 1 && progress.promptTotal > 0 && activity_.startsWith(tr("Reading")))
            setActivity({});
    });
    connect(&chat_, &app::Chat::resumed, this, [this](store::ConversationId id, double ms) {
        if (conversation_ == id)
            setActivity(tr("Resumed in %1").arg(durationText(ms / 1000)));
    });
    connect(&chat_, &app::Chat::replyEnded, this, [this](const store::Turn& turn) {
        if (!shows(turn))
            return;
        transcript_.replace(turn);
        setReplying(false);
        emit replyFinished();
    });
    connect(&chat_, &app::Chat::failed, this, [this] {
        awaitingNew_ = false;
        setReplying(conversation_ && chat_.replying(*conversation_));
    });
}

void ChatViewModel::connectLibrary() {
    connect(&library_, &app::Library::modelsChanged, this, [this] {
        if (modelId_.isEmpty())
            useModel(library_.initialId());
        else
            emit modelChanged();
    });
    connect(&library_, &app::Library::opened, this, &ChatViewModel::useModel);
    connect(&library_, &app::Library::loadProgress, this, [this](const QString& id, double share) {
        loadingId_ = id;
        loadShare_ = share;
        emit loadingChanged();
    });
    const auto done = [this] {
        loadingId_.clear();
        emit loadingChanged();
    };
    connect(&library_, &app::Library::modelLoaded, this, done);
    connect(&library_, &app::Library::failed, this, done);
}

QString ChatViewModel::modelName() const {
    const auto* model = library_.find(modelId_);
    return model != nullptr ? model->name : QString();
}

QString ChatViewModel::modelGeneration() const {
    const auto* model = library_.find(modelId_);
    return model != nullptr && !model->generation.isEmpty() ? QStringLiteral("RWKV-%1").arg(model->generation)
                                                            : QString();
}

bool ChatViewModel::demoModel() const {
    const auto* model = library_.find(modelId_);
    return model != nullptr && model->builtIn;
}

void ChatViewModel::setDraft(const QString& text) {
    if (draft_ == text)
        return;
    draft_ = text;
    drafts_[conversation()] = text;
    emit draftChanged();
}

void ChatViewModel::open(store::ConversationId id, const QString& title, const QString& modelId) {
    awaitingNew_ = false;
    conversation_ = id;
    title_ = title;
    setActivity({});
    setReplying(chat_.replying(id));
    draft_ = drafts_.value(id);
    emit conversationChanged();
    emit draftChanged();
    if (library_.find(modelId) != nullptr)
        useModel(modelId);
    chat_.requestPath(id);
}

void ChatViewModel::setTitle(const QString& title) {
    if (title_ == title)
        return;
    title_ = title;
    emit conversationChanged();
}

void ChatViewModel::newChat() {
    awaitingNew_ = false;
    conversation_.reset();
    title_.clear();
    transcript_.clear();
    setReplying(false);
    setActivity({});
    draft_ = drafts_.value(0);
    emit conversationChanged();
    emit draftChanged();
}

void ChatViewModel::send() {
    const QString text = draft_;
    if (replying_ || text.trimmed().isEmpty())
        return;
    sendText(text);
    setDraft({});
}

void ChatViewModel::sendText(const QString& text) {
    if (replying_)
        return;
    std::optional<store::TurnId> parent;
    if (const store::Turn* last = transcript_.last())
        parent = last->id;
    awaitingNew_ = !conversation_;
    setActivity({});
    setReplying(true);
    chat_.send(conversation_, parent, text, modelId_);
    emit sent();
}

void ChatViewModel::stop() {
    if (conversation_)
        chat_.stop(*conversation_);
}

void ChatViewModel::retry(int row) {
    const store::Turn* turn = transcript_.turn(row);
    if (turn == nullptr || replying_)
        return;
    setReplying(true);
    chat_.retry(turn->id, modelId_);
}

void ChatViewModel::fork(int row) {
    if (const store::Turn* turn = transcript_.turn(row); turn != nullptr && !replying_) {
        setActivity(tr("The next message starts a new branch here; the old one stays."));
        chat_.fork(turn->id);
    }
}

void ChatViewModel::continueReply(int row) {
    const store::Turn* turn = transcript_.turn(row);
    if (turn == nullptr || replying_)
        return;
    setReplying(true);
    chat_.continueReply(turn->id, modelId_);
}

void ChatViewModel::showSibling(int row, int step) {
    if (const auto sibling = transcript_.sibling(row, step); sibling && !replying_)
        chat_.select(*sibling);
}

void ChatViewModel::copy(int row) const {
    const QModelIndex index = transcript_.index(row);
    if (index.isValid())
        QGuiApplication::clipboard()->setText(transcript_.data(index, TranscriptModel::TextRole).toString());
}

void ChatViewModel::useModel(const QString& id) {
    if (id.isEmpty())
        return;
    modelId_ = id;
    emit modelChanged();
    if (library_.loadedId() != id)
        library_.load(id);
}

void ChatViewModel::setReplying(bool replying) {
    if (replying_ == replying)
        return;
    replying_ = replying;
    emit replyingChanged();
}

void ChatViewModel::setActivity(const QString& text) {
    if (activity_ == text)
        return;
    activity_ = text;
    emit activityChanged();
}

} // namespace aviary::ui

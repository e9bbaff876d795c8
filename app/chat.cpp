#include "app/chat.h"

#include "app/chat_steps.h"
#include "app/conversation_title.h"
#include "app/library.h"
#include "app/reading.h"
#include "app/reply_channel.h"
#include "app/store_thread.h"
#include "engine/engine.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <utility>
#include <variant>

namespace aviary::app {
namespace {

constexpr int kDrainMs = 33;       // as often as a person can see
constexpr qint64 kDraftMs = 1'900; // with a drain's delay less than the 2 s that a crash may cost
constexpr std::size_t kDraftTokens = 64;

/// One reply on its way from the request to the disk.
struct Answer {
    store::ConversationId conversation = 0; ///< 0 until the store has made it
    QString modelId;
    store::TurnId turn = 0; ///< the message to answer, or the reply to continue
    bool continues = false;
    bool stopped = false;   ///< nobody wants more of it
    bool discarded = false; ///< its conversation was removed
    bool awaitsModel = false;

    engine::ModelRef model{};
    std::shared_ptr<ReplyChannel> channel{}; ///< while the engine works on it
    engine::JobId job = 0;
    store::Turn reply{}; ///< with the text and every token that came so far
    ReplyProgress progress{};
    QElapsedTimer sinceDraft{};
    std::size_t draftTokens = 0; ///< when the last draft was saved
    bool draftFailed = false;    ///< and it was said
};
using AnswerRef = std::shared_ptr<Answer>;

void absorb(Answer& answer, const ReplyChannel::News& news) {
    answer.reply.text += news.text;
    answer.reply.tokens.insert(answer.reply.tokens.end(), news.tokens.begin(), news.tokens.end());
}

store::TurnStatus statusAfter(engine::StopReason reason) {
    switch (reason) {
    case engine::StopReason::EndOfText:
    case engine::StopReason::StopText:
        return store::TurnStatus::Complete;
    case engine::StopReason::Length:
    case engine::StopReason::Cancelled:
        return store::TurnStatus::Stopped;
    case engine::StopReason::Nonfinite:
        return store::TurnStatus::Interrupted;
    }
    return store::TurnStatus::Interrupted;
}

/// The reply's facts after one more run of the engine; those of its beginning stay.
store::ReplyFacts factsAfter(store::ReplyFacts facts, const engine::Finished& run) {
    facts.replyTokens = static_cast<std::int64_t>(run.kept.size());
    facts.decodeSeconds += run.decodeSeconds;
    if (facts.firstTokenSeconds == 0) {
        facts.promptTokens = static_cast<std::int64_t>(run.promptTokens);
        facts.promptSeconds = run.promptSeconds;
        facts.firstTokenSeconds = run.firstTokenSeconds;
    }
    return facts;
}

/// What is saved of a reply that the engine is done with.
ClosedReply closedReply(const Answer& answer, const ReplyChannel::Closing& closing) {
    ClosedReply closed{.turn = answer.reply, .model = answer.model};
    const auto* run = std::get_if<engine::Finished>(&closing);
    if (run == nullptr) {
        const auto whole = wholePart(answer.model->tokenizer(), answer.reply.text, answer.reply.tokens);
        closed.turn.text = whole.text;
        closed.turn.tokens.assign(whole.tokens.begin(), whole.tokens.end());
        closed.turn.status = store::TurnStatus::Interrupted;
        return closed;
    }
    closed.turn.tokens = run->kept;
    closed.turn.status = statusAfter(run->reason);
    closed.turn.facts = factsAfter(closed.turn.facts, *run);
    const bool unfinished = closed.turn.status == store::TurnStatus::Stopped;
    // Without a single token there is nothing of the reply that a state could belong to.
    if (run->position.state && run->reason != engine::StopReason::Nonfinite &&
        !(unfinished && run->kept.empty()))
        closed.snapshot = engine::Snapshot{.position = run->position,
                                           .seed = closed.turn.facts.seed,
                                           .reply = unfinished ? run->reply : std::vector<engine::Token>{}};
    return closed;
}

/// What has to be said about the end of a reply, if anything.
std::optional<Error> faultOf(const ReplyChannel::Closing& closing, const store::Turn& reply) {
    if (const auto* error = std::get_if<Error>(&closing))
        return *error;
    if (std::get<engine::Finished>(closing).reason == engine::StopReason::Nonfinite)
        return Error{ErrorKind::Corrupt, "the model " + reply.model + " computed values that are no numbers",
                     "ENGINE_FAULT"};
    return {};
}

} // namespace

class Chat::Impl {
public:
    Impl(Chat& chat, engine::Engine& engine, StoreThread& store, Library& library)
        : chat_(chat)
        , engine_(engine)
        , store_(store)
        , library_(library) {
        drainTimer_.setInterval(kDrainMs);
        QObject::connect(&drainTimer_, &QTimer::timeout, &chat_, [this] { drain(); });
        QObject::connect(&library_, &Library::modelLoaded, &chat_,
                         [this](const QString& id) { modelLoaded(id); });
        QObject::connect(&library_, &Library::failed, &chat_,
                         [this](const QString& id, const Error& error) { modelFailed(id, error); });
    }

    ~Impl() {
        for (const auto& answer : answers_)
            if (answer->channel)
                engine_.cancel(answer->job);
        for (const auto& answer : answers_) {
            if (!answer->channel || answer->discarded)
                continue;
            const auto news = answer->channel->drainToTheEnd();
            absorb(*answer, news);
            store_.post([closed = closedReply(*answer, *news.closing)](store::Store& store) {
                (void)closeReply(store, closed); // nobody is left to tell; the last draft is on the disk
            });
        }
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    /// Runs a step on the store's thread and goes on here with its value; a failure is told.
    template <class Step, class Done> void run(Step step, Done done) {
        store_.run(&chat_, std::move(step), [this, done = std::move(done)](auto result) mutable {
            if (result)
                done(std::move(*result));
            else
                emit chat_.failed(result.error());
        });
    }

    void listConversations() {
        run([](store::Store& store) { return store.conversations(); },
            [this](std::vector<store::Conversation> all) { emit chat_.conversationsChanged(all); });
    }

    /// Shows a path with what has been written of its replies by now, which is more than is stored.
    void show(ShownPath path) {
        for (store::Turn& turn : path.turns)
            for (const auto& answer : answers_)
                if (answer->reply.id == turn.id)
                    turn = answer->reply;
        emit chat_.pathShown(path.conversation, path.turns, path.siblings);
    }

    AnswerRef answerIn(store::ConversationId conversation) const {
        const auto found = std::ranges::find_if(
            answers_, [&](const AnswerRef& a) { return a->conversation == conversation && !a->discarded; });
        return found == answers_.end() ? nullptr : *found;
    }

    void send(Message message) {
        if (message.conversation && refusedAsBusy(*message.conversation))
            return;
        auto answer = std::make_shared<Answer>();
        answer->conversation = message.conversation.value_or(0);
        answer->modelId = QString::fromStdString(message.modelId);
        answers_.push_back(answer);
        step(
            answer,
            [message = std::move(message)](store::Store& store) { return addMessage(store, message); },
            [this, answer](AddedMessage added) {
                answer->conversation = added.turn.conversation;
                answer->turn = added.turn.id;
                if (added.branch)
                    show(std::move(*added.branch));
                else
                    emit chat_.turnAdded(added.turn);
                listConversations();
                findModel(answer);
            });
    }

    /// Answers the message that this turn is or replies to; or goes on with the reply.
    void reply(store::TurnId id, const QString& modelId, bool continues) {
        run([id](store::Store& store) { return store.turn(id); },
            [this, modelId, continues](const store::Turn& turn) {
                const bool canContinue = turn.status == store::TurnStatus::Stopped ||
                                         turn.status == store::TurnStatus::Interrupted;
                if (refusedAsBusy(turn.conversation))
                    return;
                const bool isReply = turn.role == store::Role::Assistant;
                if (continues ? !isReply || !canContinue : isReply && !turn.parent) {
                    emit chat_.failed({ErrorKind::Invalid, "this turn cannot be answered or continued", {}});
                    return;
                }
                auto answer = std::make_shared<Answer>();
                answer->conversation = turn.conversation;
                answer->modelId = modelId;
                answer->turn = continues || !isReply ? turn.id : *turn.parent;
                answer->continues = continues;
                answers_.push_back(answer);
                findModel(answer);
            });
    }

    void stop(store::ConversationId conversation) {
        const auto answer = answerIn(conversation);
        if (!answer)
            return;
        answer->stopped = true;
        if (answer->channel)
            engine_.cancel(answer->job);
        else if (answer->awaitsModel)
            giveUp(answer);
    }

    void remove(store::ConversationId conversation) {
        if (const auto answer = answerIn(conversation)) {
            answer->discarded = true;
            if (answer->channel)
                engine_.cancel(answer->job);
        }
        run(
            [conversation](store::Store& store) {
                return store.removeConversation(conversation).map([] { return true; });
            },
            [this](bool) { listConversations(); });
    }

private:
    bool refusedAsBusy(store::ConversationId conversation) {
        if (!answerIn(conversation))
            return false;
        emit chat_.failed({ErrorKind::Busy, "a reply is being written in this conversation", {}});
        return true;
    }

    /// Like run(), for a step towards an answer: a failure ends it.
    template <class Step, class Done> void step(const AnswerRef& answer, Step work, Done done) {
        store_.run(&chat_, std::move(work), [this, answer, done = std::move(done)](auto result) mutable {
            if (answer->discarded)
                drop(answer);
            else if (result)
                done(std::move(*result));
            else
                fail(answer, result.error());
        });
    }

    void drop(const AnswerRef& answer) { std::erase(answers_, answer); }

    void fail(const AnswerRef& answer, const Error& error) {
        drop(answer);
        if (!answer->discarded)
            emit chat_.failed(error);
    }

    void giveUp(const AnswerRef& answer) {
        fail(answer, {ErrorKind::Busy, "stopped before the model was ready", "cancelled"});
    }

    void findModel(const AnswerRef& answer) {
        if (answer->stopped)
            return giveUp(answer);
        answer->model = library_.loaded(answer->modelId);
        if (answer->model)
            return open(answer);
        answer->awaitsModel = true;
        library_.load(answer->modelId);
    }

    /// The answers that wait for this model; they do so no longer.
    std::vector<AnswerRef> takeWaiting(const QString& modelId) {
        std::vector<AnswerRef> waiting;
        for (const auto& answer : answers_)
            if (answer->awaitsModel && answer->modelId == modelId) {
                answer->awaitsModel = false;
                waiting.push_back(answer);
            }
        return waiting;
    }

    void modelLoaded(const QString& id) {
        for (const auto& answer : takeWaiting(id))
            findModel(answer);
    }

    void modelFailed(const QString& id, const Error& error) {
        for (const auto& answer : takeWaiting(id))
            fail(answer, error);
    }

    /// Lets the store open the reply, then the engine write it.
    void open(const AnswerRef& answer) {
        const ReplyOrder order{.model = answer->model,
                               .turn = answer->turn,
                               .continues = answer->continues,
                               .seed = QRandomGenerator::system()->generate64()};
        step(
            answer, [order](store::Store& store) { return openReply(store, order); },
            [this, answer](OpenedReply opened) {
                if (opened.branch)
                    show(std::move(*opened.branch));
                else
                    emit chat_.turnAdded(opened.turn);
                if (opened.resumedMs)
                    emit chat_.resumed(answer->conversation, *opened.resumedMs);
                begin(answer, std::move(opened));
            });
    }

    void begin(const AnswerRef& answer, OpenedReply opened) {
        answer->reply = std::move(opened.turn);
        answer->draftTokens = answer->reply.tokens.size();
        answer->progress.conversation = answer->conversation;
        answer->sinceDraft.start();
        answer->channel = std::make_shared<ReplyChannel>();
        answer->job = engine_.generate(
            std::move(opened.request),
            [channel = answer->channel](const engine::Event& event) { channel->add(event); });
        if (answer->stopped || answer->discarded)
            engine_.cancel(answer->job);
        drainTimer_.start();
    }

    void drain() {
        const auto answers = answers_; // an answer may end on the way
        for (const auto& answer : answers)
            if (answer->channel)
                take(answer, answer->channel->drain());
        if (std::ranges::none_of(answers_, [](const AnswerRef& a) { return a->channel != nullptr; }))
            drainTimer_.stop();
    }

    void take(const AnswerRef& answer, const ReplyChannel::News& news) {
        if (news.empty())
            return;
        absorb(*answer, news);
        ReplyProgress& progress = answer->progress;
        if (news.progress) {
            progress.promptDone = static_cast<qint64>(news.progress->done);
            progress.promptTotal = static_cast<qint64>(news.progress->total);
        }
        progress.tokens += static_cast<qint64>(news.tokens.size());
        progress.seconds = news.seconds;
        progress.firstTokenSeconds = news.firstTokenSeconds;
        if (!answer->discarded) {
            if (!news.text.empty())
                emit chat_.replyGrew(answer->reply.id, QString::fromStdString(news.text));
            emit chat_.replyProgress(progress);
        }
        if (news.closing)
            close(answer, *news.closing);
        else
            saveDraft(answer);
    }

    void saveDraft(const AnswerRef& answer) {
        const std::size_t unsaved = answer->reply.tokens.size() - answer->draftTokens;
        if (answer->discarded || unsaved == 0 ||
            (unsaved < kDraftTokens && answer->sinceDraft.elapsed() < kDraftMs))
            return;
        answer->draftTokens += unsaved;
        answer->sinceDraft.restart();
        store_.run(
            &chat_,
            [model = answer->model, id = answer->reply.id, text = answer->reply.text,
             tokens = answer->reply.tokens](store::Store& store) {
                const auto whole = wholePart(model->tokenizer(), text, tokens);
                return store.saveDraft(id, whole.text, whole.tokens);
            },
            [this, answer](const Result<void>& saved) {
                if (!saved && !answer->discarded && !std::exchange(answer->draftFailed, true))
                    emit chat_.failed(saved.error());
            });
    }

    void close(const AnswerRef& answer, const ReplyChannel::Closing& closing) {
        answer->channel.reset();
        if (answer->discarded)
            return drop(answer);
        store_.run(
            &chat_,
            [closed = closedReply(*answer, closing)](store::Store& store) {
                return std::pair(closeReply(store, closed), closed.turn);
            },
            [this, answer,
             fault = faultOf(closing, answer->reply)](const std::pair<Result<void>, store::Turn>& end) {
                const auto& [saved, turn] = end;
                drop(answer);
                if (answer->discarded)
                    return;
                emit chat_.replyEnded(turn);
                if (fault)
                    emit chat_.failed(*fault);
                if (!saved)
                    emit chat_.failed(saved.error());
            });
    }

    Chat& chat_;
    engine::Engine& engine_;
    StoreThread& store_;
    Library& library_;
    QTimer drainTimer_; // runs only while the engine works on a reply
    std::vector<AnswerRef> answers_;
};

Chat::Chat(engine::Engine& engine, StoreThread& store, Library& library, QObject* parent)
    : QObject(parent)
    , impl_(std::make_unique<Impl>(*this, engine, store, library)) {}
Chat::~Chat() = default;

void Chat::requestConversations() {
    impl_->listConversations();
}

void Chat::requestPath(store::ConversationId id) {
    impl_->run([id](store::Store& store) { return pathOf(store, id); },
               [this](ShownPath path) { impl_->show(std::move(path)); });
}

void Chat::rename(store::ConversationId id, const QString& title) {
    impl_->run(
        [id, title = title.toStdString()](store::Store& store) {
            return store.renameConversation(id, title).map([] { return true; });
        },
        [this](bool) { impl_->listConversations(); });
}

void Chat::remove(store::ConversationId id) {
    impl_->remove(id);
}

void Chat::send(std::optional<store::ConversationId> conversation, std::optional<store::TurnId> parent,
                const QString& text, const QString& modelId) {
    impl_->send({.conversation = conversation,
                 .parent = parent,
                 .text = text.toStdString(),
                 .title = conversationTitle(text).toStdString(),
                 .modelId = modelId.toStdString()});
}

void Chat::retry(store::TurnId reply, const QString& modelId) {
    impl_->reply(reply, modelId, false);
}

void Chat::continueReply(store::TurnId reply, const QString& modelId) {
    impl_->reply(reply, modelId, true);
}

void Chat::fork(store::TurnId turn) {
    impl_->run(
        [turn](store::Store& store) {
            return store.setLeaf(turn).and_then([&] { return pathTo(store, turn); });
        },
        [this](ShownPath path) { impl_->show(std::move(path)); });
}

void Chat::select(store::TurnId turn) {
    impl_->run(
        [turn](store::Store& store) {
            return store.select(turn).and_then([&](store::TurnId leaf) { return pathTo(store, leaf); });
        },
        [this](ShownPath path) { impl_->show(std::move(path)); });
}

void Chat::stop(store::ConversationId conversation) {
    impl_->stop(conversation);
}

bool Chat::replying(store::ConversationId conversation) const {
    return impl_->answerIn(conversation) != nullptr;
}

} // namespace aviary::app

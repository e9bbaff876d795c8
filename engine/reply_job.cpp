#include "engine/reply_job.h"

#include "engine/workspace.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace aviary::engine {
namespace {

// Prompt tokens read between looks at other jobs: large enough for the products' blocking, and fixed, because
// another cut may round differently.
constexpr std::size_t kSliceTokens = 128;

} // namespace

ReplyJob::ReplyJob(GenerateRequest request, Listener listener)
    : request_(std::move(request))
    , listener_(std::move(listener))
    , start_(std::chrono::steady_clock::now())
    , state_(request_.from.state ? *request_.from.state : State(request_.model->generation().layout()))
    , tokensRead_(request_.from.tokensRead)
    , reply_(request_.reply)
    , firstNew_(reply_.size())
    , matcher_(request_.stop) {}

double ReplyJob::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

bool ReplyJob::accept() {
    const auto refuseWith = [&](Error error) {
        over_ = true;
        listener_(std::move(error));
        return false;
    };
    if (const auto tokenizer = model().requireTokenizer(); !tokenizer)
        return refuseWith(tokenizer.error());
    if (request_.from.unread.empty())
        return refuseWith({ErrorKind::Invalid, "there is nothing to read that a reply could follow", {}});
    const auto known = [&](Token t) { return t >= 0 && t < model().generation().dimensions().vocabulary; };
    if (!std::ranges::all_of(request_.from.unread, known) || !std::ranges::all_of(reply_, known))
        return refuseWith({ErrorKind::Invalid,
                           "the prompt has a token that the model " + model().info().name + " does not have",
                           {}});
    logits_.resize(static_cast<std::size_t>(model().generation().dimensions().vocabulary));
    occurrences_.emplace(request_.sampling, model().tokenizer());
    for (const Token token : reply_) {
        occurrences_->add(token);
        release(model().tokenizer().bytes(token));
    }
    return true;
}

void ReplyJob::readPrompt(Workspace& workspace) {
    if (cancelled_)
        return finish(StopReason::Cancelled);
    const auto& unread = request_.from.unread;
    const std::size_t count = std::min(kSliceTokens, unread.size() - read_);
    const bool last = read_ + count == unread.size();
    // A slice that is given up leaves its state worthless, so only its copy is changed.
    State next = state_;
    const Lane lane{next, std::span(unread).subspan(read_, count),
                    last && request_.maxTokens > 0 ? std::span(logits_) : std::span<float>()};
    workspace.watch(&cancelled_);
    model().generation().forward({&lane, 1}, workspace);
    workspace.watch(nullptr);
    if (cancelled_)
        return finish(StopReason::Cancelled);
    state_ = std::move(next);
    read_ += count;
    tokensRead_ += count;
    promptSeconds_ = seconds();
    listener_(Progress{read_, unread.size(), promptSeconds_});
    if (!last)
        return;
    if (request_.maxTokens > 0)
        choose();
    else
        finish(StopReason::Length);
}

Lane ReplyJob::lane() {
    return {state_, std::span(reply_).last(1), logits_};
}

void ReplyJob::stepDone() {
    ++tokensRead_;
    choose();
}

// The logits after everything read are there: takes the next token, also when the reply is to end, as that
// token is then the one that is left to read.
void ReplyJob::choose() {
    if (!model().intact()) {
        over_ = true;
        listener_(Error{ErrorKind::Io, "the model file of " + model().info().name + " became unreadable",
                        "FILE_CHANGED"});
        return;
    }
    if (!std::ranges::all_of(logits_, [](float v) { return std::isfinite(v); }))
        return finish(StopReason::Nonfinite);
    occurrences_->penalise(logits_);
    const Token token = sample(logits_, request_.sampling, reply_.size());
    lastTokenSeconds_ = seconds();
    if (reply_.size() == firstNew_)
        firstTokenSeconds_ = lastTokenSeconds_;
    const std::size_t heldBefore = matcher_.held().size();
    reply_.push_back(token);
    if (model().tokenizer().endOfText() == token) {
        listener_(Piece{token, {}, lastTokenSeconds_});
        return finish(StopReason::EndOfText);
    }
    occurrences_->add(token);
    std::string text = release(model().tokenizer().bytes(token));
    if (heldBefore == 0 && (!matcher_.held().empty() || matcher_.matched()))
        rollback_ = Rollback{state_, tokensRead_, reply_.size() - 1};
    else if (matcher_.held().empty() && !matcher_.matched())
        rollback_.reset();
    listener_(Piece{token, std::move(text), lastTokenSeconds_});
    if (matcher_.matched())
        return finish(StopReason::StopText);
    if (reply_.size() - firstNew_ >= static_cast<std::size_t>(request_.maxTokens))
        return finish(StopReason::Length);
    if (cancelled_)
        finish(StopReason::Cancelled);
}

// What becomes visible by the bytes of one more token.
std::string ReplyJob::release(std::string_view bytes) {
    const std::string released = matcher_.add(bytes);
    releasedBytes_ += released.size();
    return joiner_.add(released);
}

void ReplyJob::finish(StopReason reason) {
    over_ = true;
    Finished done;
    done.reason = reason;
    done.promptTokens = read_;
    done.promptSeconds = promptSeconds_;
    done.firstTokenSeconds = firstTokenSeconds_;
    done.decodeSeconds = firstTokenSeconds_ > 0 ? lastTokenSeconds_ - firstTokenSeconds_ : 0;
    done.reply = reply_;

    const Tokenizer& tokenizer = model().tokenizer();
    const bool ended = reason == StopReason::EndOfText;
    std::size_t keptBytes = releasedBytes_;
    if (ended) {
        keptBytes += matcher_.held().size();
        done.rest = joiner_.add(matcher_.held());
    }
    if (ended || reason == StopReason::StopText)
        done.rest += joiner_.flush();
    std::size_t whole = 0; // tokens that lie wholly within the text
    std::size_t bytes = 0;
    while (whole < reply_.size() && bytes + tokenizer.bytes(reply_[whole]).size() <= keptBytes) {
        if (tokenizer.endOfText() == reply_[whole])
            break;
        bytes += tokenizer.bytes(reply_[whole++]).size();
    }
    done.kept.assign(reply_.begin(), reply_.begin() + static_cast<std::ptrdiff_t>(whole));
    std::vector<Token> fragment; // the part of a token before a stop text that begins inside it
    if (bytes < keptBytes && whole < reply_.size())
        fragment = tokenizer.encode(tokenizer.bytes(reply_[whole]).substr(0, keptBytes - bytes));
    done.kept.insert(done.kept.end(), fragment.begin(), fragment.end());

    Position& position = done.position;
    if (reason == StopReason::StopText && !rollback_)
        return listener_(std::move(done));
    if (reason == StopReason::StopText) {
        position.unread.assign(reply_.begin() + static_cast<std::ptrdiff_t>(rollback_->replyTokens),
                               reply_.begin() + static_cast<std::ptrdiff_t>(whole));
        position.unread.insert(position.unread.end(), fragment.begin(), fragment.end());
        position.tokensRead = rollback_->tokensRead;
        position.state = std::make_shared<const State>(std::move(rollback_->state));
    } else {
        if (reading())
            position.unread.assign(request_.from.unread.begin() + static_cast<std::ptrdiff_t>(read_),
                                   request_.from.unread.end());
        else if (!ended && reply_.size() > firstNew_)
            position.unread = {reply_.back()};
        position.tokensRead = tokensRead_;
        position.state = std::make_shared<const State>(std::move(state_));
    }
    listener_(std::move(done));
}

} // namespace aviary::engine

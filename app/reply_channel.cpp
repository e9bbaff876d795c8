#include "app/reply_channel.h"

#include <utility>

namespace aviary::app {

void ReplyChannel::add(const engine::Event& event) {
    const std::lock_guard lock(mutex_);
    if (const auto* progress = std::get_if<engine::Progress>(&event)) {
        news_.progress = *progress;
        news_.seconds = progress->seconds;
    } else if (const auto* piece = std::get_if<engine::Piece>(&event)) {
        news_.text += piece->text;
        news_.tokens.push_back(piece->token);
        news_.seconds = piece->seconds;
        if (news_.firstTokenSeconds == 0)
            news_.firstTokenSeconds = piece->seconds;
    } else if (const auto* finished = std::get_if<engine::Finished>(&event)) {
        news_.text += finished->rest;
        news_.closing = *finished;
    } else if (const auto* error = std::get_if<Error>(&event)) {
        news_.closing = *error;
    }
    if (news_.closing)
        closed_.notify_all();
}

ReplyChannel::News ReplyChannel::drain() {
    const std::lock_guard lock(mutex_);
    return take();
}

ReplyChannel::News ReplyChannel::drainToTheEnd() {
    std::unique_lock lock(mutex_);
    closed_.wait(lock, [this] { return news_.closing.has_value(); });
    return take();
}

ReplyChannel::News ReplyChannel::take() {
    News next;
    next.firstTokenSeconds = news_.firstTokenSeconds;
    next.seconds = news_.seconds;
    return std::exchange(news_, std::move(next));
}

} // namespace aviary::app

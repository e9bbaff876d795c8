#include "ui/viewmodels/instruments_view_model.h"

#include "app/library.h"
#include "app/process_memory.h"
#include "ui/viewmodels/format.h"

#include <algorithm>

namespace aviary::ui {

InstrumentsViewModel::InstrumentsViewModel(app::Chat& chat, app::Library& library, QObject* parent)
    : QObject(parent)
    , library_(library) {
    timer_.setInterval(kPeriodMs);
    connect(&timer_, &QTimer::timeout, this, &InstrumentsViewModel::sample);
    connect(&chat, &app::Chat::replyProgress, this, &InstrumentsViewModel::progressed);
    connect(&chat, &app::Chat::replyEnded, this, [this](const store::Turn& turn) {
        const store::ReplyFacts& facts = turn.facts;
        if (facts.replyTokens > 1 && facts.decodeSeconds > 0)
            speed_ = static_cast<double>(facts.replyTokens - 1) / facts.decodeSeconds;
        firstTokenSeconds_ = facts.firstTokenSeconds;
        if (facts.promptSeconds > 0)
            readSpeed_ = static_cast<double>(facts.promptTokens) / facts.promptSeconds;
        tokensSeen_.remove(turn.conversation);
        wake();
        emit sampled();
    });
    connect(&library, &app::Library::modelLoaded, this, [this] {
        wake();
        sample();
    });
}

void InstrumentsViewModel::progressed(const app::ReplyProgress& progress) {
    qint64& seen = tokensSeen_[progress.conversation];
    tokensInPeriod_ += std::max<qint64>(0, progress.tokens - seen);
    seen = progress.tokens;
    if (progress.firstTokenSeconds > 0)
        firstTokenSeconds_ = progress.firstTokenSeconds;
    wake();
}

void InstrumentsViewModel::wake() {
    sinceActivity_.start();
    if (timer_.isActive())
        return;
    // A minute of rest was not sampled, so the graph begins anew.
    speeds_.clear();
    memories_.clear();
    tokensInPeriod_ = 0;
    sinceSample_.start();
    timer_.start();
}

void InstrumentsViewModel::sample() {
    const double seconds = std::max(0.001, static_cast<double>(sinceSample_.restart()) / 1000);
    const double live = static_cast<double>(tokensInPeriod_) / seconds;
    tokensInPeriod_ = 0;
    if (live > 0 && !tokensSeen_.isEmpty())
        speed_ = live;
    resident_ = static_cast<double>(app::processUsage().residentBytes.value_or(0));
    speeds_.append(live);
    memories_.append(resident_);
    if (speeds_.size() > kSamples) {
        speeds_.removeFirst();
        memories_.removeFirst();
    }
    if (sinceActivity_.elapsed() > 60'000)
        timer_.stop();
    emit sampled();
}

QString InstrumentsViewModel::speedText() const {
    return speed_ > 0 ? ui::speedText(speed_) : tr("no reply yet");
}

QString InstrumentsViewModel::firstTokenText() const {
    return firstTokenSeconds_ > 0 ? durationText(firstTokenSeconds_) : QString();
}

QString InstrumentsViewModel::readText() const {
    return ui::speedText(readSpeed_);
}

QString InstrumentsViewModel::weightsText() const {
    const auto memory = library_.loadedMemory();
    return memory ? bytesText(static_cast<double>(memory->weights)) : QString();
}

QString InstrumentsViewModel::stateText() const {
    const auto memory = library_.loadedMemory();
    return memory ? bytesText(static_cast<double>(memory->state)) : QString();
}

QString InstrumentsViewModel::processText() const {
    return resident_ > 0 ? bytesText(resident_) : QString();
}

} // namespace aviary::ui

// Live figures: speed and memory over the last minute.
#pragma once

#include "app/chat.h"

#include <QElapsedTimer>
#include <QHash>
#include <QList>
#include <QObject>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

namespace aviary::app {
class Library;
}

namespace aviary::ui {

/// Samples four times a second while replies run, and for as long afterwards as the last minute still shows
/// something; then it rests and costs nothing. Lives on the UI thread. Owned by AppViewModel.
class InstrumentsViewModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Provided by AppViewModel")
    Q_PROPERTY(
        QList<double> speedHistory READ speedHistory NOTIFY sampled) ///< tokens per second, oldest first
    Q_PROPERTY(
        QList<double> memoryHistory READ memoryHistory NOTIFY sampled) ///< resident bytes, oldest first
    Q_PROPERTY(int samplesPerMinute READ samplesPerMinute CONSTANT)
    Q_PROPERTY(double speed READ speed NOTIFY sampled)
    Q_PROPERTY(double memory READ memory NOTIFY sampled)
    Q_PROPERTY(QString speedText READ speedText NOTIFY sampled)
    Q_PROPERTY(QString firstTokenText READ firstTokenText NOTIFY sampled)
    Q_PROPERTY(QString readText READ readText NOTIFY sampled)
    Q_PROPERTY(QString weightsText READ weightsText NOTIFY sampled)
    Q_PROPERTY(QString stateText READ stateText NOTIFY sampled)
    Q_PROPERTY(QString processText READ processText NOTIFY sampled)
public:
    InstrumentsViewModel(app::Chat& chat, app::Library& library, QObject* parent = nullptr);

    QList<double> speedHistory() const { return speeds_; }
    QList<double> memoryHistory() const { return memories_; }
    int samplesPerMinute() const { return kSamples; }
    double speed() const { return speed_; }
    double memory() const { return resident_; }
    QString speedText() const;
    QString firstTokenText() const;
    QString readText() const;
    QString weightsText() const;
    QString stateText() const;
    QString processText() const;

signals:
    void sampled();

private:
    static constexpr int kPeriodMs = 250;
    static constexpr int kSamples = 60'000 / kPeriodMs;

    void progressed(const app::ReplyProgress& progress);
    void ended();
    void wake();
    void sample();

    app::Library& library_;
    QTimer timer_;
    QElapsedTimer sinceActivity_;
    QList<double> speeds_, memories_;
    int replies_ = 0;           // running
    qint64 tokensInPeriod_ = 0; // of all replies, since the last sample
    QElapsedTimer sinceSample_;
    QHash<qint64, qint64> tokensSeen_; // by conversation
    double speed_ = 0;                 // shown: of the last whole reply, or live
    double firstTokenSeconds_ = 0, readSpeed_ = 0, resident_ = 0;
};

} // namespace aviary::ui

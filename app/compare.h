// The same prompt for several models, each from an empty state; nothing is stored.
#pragma once

#include "engine/base/result.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>

namespace aviary::engine {
class Engine;
}

namespace aviary::app {

class Library;

/// What one model did with the prompt.
struct CompareFigures {
    qint64 tokens = 0;
    double firstTokenSeconds = 0;
    double readTokensPerSecond = 0;
    double tokensPerSecond = 0;
    double charactersPerSecond = 0; ///< vocabularies differ, characters do not
    qint64 weightBytes = 0, stateBytes = 0;
};

/// Lives on the UI thread and never waits. One comparison at a time.
class Compare : public QObject {
    Q_OBJECT
public:
    Compare(engine::Engine& engine, const Library& library, QObject* parent = nullptr);
    ~Compare() override; ///< cancels what runs

    /// Answers `prompt` with each model, as the first turn of a chat. Together, or one after another, which
    /// is the fair way to time them. Per pane: started, grew …, finished or failed; then ended.
    void run(const QStringList& models, const QString& prompt, std::uint64_t seed, bool together);
    void stop();
    bool running() const;

signals:
    void started(int pane);
    void grew(int pane, const QString& text);
    void finished(int pane, const aviary::app::CompareFigures& figures);
    void failed(int pane, const aviary::Error& error);
    void ended();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace aviary::app

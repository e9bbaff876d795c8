// A folder of golden vectors: a checkpoint and what the official code computes with it.
#pragma once

#include "engine/base/thread_pool.h"
#include "engine/model.h"
#include "engine/workspace.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <memory>
#include <span>
#include <vector>

namespace aviary::test {

/// Raw little-endian float32.
std::vector<float> readFloats(const QString& path);
QJsonObject readJson(const QString& path);
std::vector<engine::Token> toTokens(const QJsonArray& array);

/// Largest absolute difference; infinite when the lengths differ.
double largestDifference(std::span<const float> a, std::span<const float> b);

/// One model with its own threads and scratch memory: forward passes without an engine.
class Runner {
public:
    explicit Runner(engine::ModelRef model, int threads = 2);

    /// Feeds the tokens, at most `most` per call (0: all in one); logits of every position, [T, V].
    std::vector<float> feed(engine::State& state, std::span<const engine::Token> tokens,
                            std::size_t most = 0);
    /// Feeds `logits`' best token n times, starting from the logits of the last position; returns the tokens.
    std::vector<engine::Token> greedy(engine::State& state, std::vector<float>& logits, std::size_t n);

    engine::State start() const { return engine::State(model_->generation().layout()); }
    const engine::Model& model() const { return *model_; }
    std::size_t vocabulary() const { return std::size_t(model_->generation().dimensions().vocabulary); }

private:
    engine::ModelRef model_;
    std::unique_ptr<ThreadPool> pool_;
    std::unique_ptr<engine::Workspace> workspace_;
};

} // namespace aviary::test

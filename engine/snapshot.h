// A position as bytes: the portable `.aviary-state` format, also what the store keeps.
#pragma once

#include "engine/base/result.h"
#include "engine/model.h"
#include "engine/state.h"
#include "engine/tokenizer.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace aviary::engine {

using StateRef = std::shared_ptr<const State>;

/// A state and the tokens it has not read yet: enough to go on from here, exactly.
struct Position {
    StateRef state; ///< null: the start of a text
    std::vector<Token> unread{};
    std::uint64_t tokensRead = 0; ///< by the state
};

/// A position in the middle of a reply also needs what the sampler knows.
struct Snapshot {
    Position position;
    std::uint64_t seed = 0;
    std::vector<Token>
        reply{}; ///< tokens of the unfinished reply: penalties and the draw's index follow from them
};

/// Magic "AVSTATE1", version, header (JSON: model fingerprint and name, weight format, tokenizer, layout,
/// counts), the state's float32, SHA-256 of all before it. Little-endian.
std::vector<std::byte> toBytes(const Snapshot& snapshot, const Model& model);

/// Errors: Corrupt (damaged); Unsupported (newer version); Invalid "MODEL_MISMATCH" when it belongs to
/// another model, weight format or layout, with the reason.
Result<Snapshot> snapshotFromBytes(std::span<const std::byte> bytes, const Model& model);

/// What a snapshot says without its model.
struct SnapshotHeader {
    std::string modelName, modelFingerprint, generation, weights, tokenizer;
    std::uint64_t tokensRead = 0;
    std::uint64_t seed = 0;
    std::vector<Token> unread{}, reply{};
    std::shared_ptr<const StateLayout> layout;
};
struct OpenSnapshot {
    SnapshotHeader header;
    State state;
};
/// Errors: Corrupt, Unsupported.
Result<OpenSnapshot> openSnapshot(std::span<const std::byte> bytes);

} // namespace aviary::engine

// What a model has to read before it can answer, from what the store knows.
#pragma once

#include "app/store/store.h"
#include "engine/snapshot.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::app {

/// Where a model begins, and how much of the reply it has written already.
struct Reading {
    engine::Position from;
    std::vector<engine::Token> reply{};
    bool resumed = false; ///< `from` is a stored state, not the beginning of the conversation
};

/// What `model` has to read to answer the user turn `turn`, or to go on with the reply `turn`. Begins at the
/// nearest stored state whose reading agrees with the turns' text; a damaged one is passed over. Messages are
/// framed for the model's family; replies are read by their own tokens if these are of the model's
/// vocabulary. A message that got no answer is read together with the next one. Errors: the store's; NotFound
/// "missing-vocabulary".
Result<Reading> readingFor(store::Store& store, store::TurnId turn, const engine::Model& model);

/// The text that is visible once a model has written these tokens: half characters and beginnings of stop
/// texts are held back.
std::string shownText(const engine::Tokenizer& tokenizer, const std::vector<std::string>& stops,
                      std::span<const engine::Token> tokens);

/// The longest beginning of a growing reply that is whole tokens as well as whole text. The views are into
/// the arguments.
struct WholePart {
    std::string_view text;
    std::span<const engine::Token> tokens;
};
WholePart wholePart(const engine::Tokenizer& tokenizer, std::string_view text,
                    std::span<const engine::Token> tokens);

} // namespace aviary::app

// A store in a temporary folder, with verbs.
#pragma once

#include "app/store/store.h"

#include <QString>
#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <memory>
#include <random>

namespace aviary::store {

/// Fails the running test with the error's words.
template <class T> T need(Result<T> result) {
    if (!result) {
        QTest::qFail(result.error().message.c_str(), __FILE__, __LINE__);
        throw std::runtime_error(result.error().message);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

inline Bytes randomBytes(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    Bytes bytes(count);
    for (auto& byte : bytes)
        byte = static_cast<std::byte>(random());
    return bytes;
}

inline bool operator==(const ReplyFacts& a, const ReplyFacts& b) {
    return a.promptTokens == b.promptTokens && a.replyTokens == b.replyTokens &&
           a.firstTokenSeconds == b.firstTokenSeconds && a.promptSeconds == b.promptSeconds &&
           a.decodeSeconds == b.decodeSeconds && a.seed == b.seed;
}

/// Everything but the time, which the store sets.
inline bool same(const Turn& a, const Turn& b) {
    return a.id == b.id && a.conversation == b.conversation && a.parent == b.parent && a.role == b.role &&
           a.status == b.status && a.text == b.text && a.model == b.model && a.tokenizer == b.tokenizer &&
           a.tokens == b.tokens && a.facts == b.facts;
}

class StoreFixture {
public:
    StoreFixture() { reopen(); }

    std::filesystem::path folder() const {
        return std::filesystem::path(folder_.path().toStdString()) / "data";
    }
    std::filesystem::path file(const char* name) const { return folder() / name; }
    Store& operator*() { return *store_; }
    Store* operator->() { return store_.get(); }

    void close() { store_.reset(); }
    void reopen() {
        store_.reset();
        store_ = need(Store::open(folder()));
    }

    ConversationId conversation(std::string_view title = "talk") {
        return need(store_->createConversation(title, "model"));
    }
    TurnId say(ConversationId conversation, std::optional<TurnId> parent, std::string text,
               Role role = Role::User, TurnStatus status = TurnStatus::Complete) {
        return need(store_->appendTurn({.conversation = conversation,
                                        .parent = parent,
                                        .role = role,
                                        .status = status,
                                        .text = std::move(text)}));
    }
    /// A line of `count` turns, user and assistant by turns; returns their ids.
    std::vector<TurnId> line(ConversationId conversation, int count, std::size_t textSize = 40) {
        std::vector<TurnId> ids;
        for (int i = 0; i < count; ++i) {
            std::string text = "turn " + std::to_string(i) + " ";
            text.resize(std::max(text.size(), textSize), static_cast<char>('a' + i % 26));
            ids.push_back(say(conversation, ids.empty() ? std::nullopt : std::optional(ids.back()), text,
                              i % 2 == 0 ? Role::User : Role::Assistant));
        }
        return ids;
    }

private:
    QTemporaryDir folder_;
    std::unique_ptr<Store> store_;
};

} // namespace aviary::store

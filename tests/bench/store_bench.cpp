// How long the store takes: one line a measure. Give it a folder on the disk to be measured; it is filled
// and left behind.
#include "app/store/database.h"
#include "app/store/store.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace {

using namespace aviary;
using namespace aviary::store;
using Clock = std::chrono::steady_clock;

// A measure of a failing store is worth nothing.
template <class T> T need(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

double msSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void report(const char* name, std::vector<double> ms) {
    std::sort(ms.begin(), ms.end());
    std::printf("%-42s median %9.3f ms   worst %9.3f ms   of %zu\n", name, ms[ms.size() / 2], ms.back(),
                ms.size());
}

template <class Work> void measure(const char* name, int times, Work work) {
    std::vector<double> ms;
    for (int i = 0; i < times; ++i) {
        const auto start = Clock::now();
        work();
        ms.push_back(msSince(start));
    }
    report(name, std::move(ms));
}

// Straight into the file, as 100,000 flushed transactions would take minutes.
void fill(const std::filesystem::path& folder) {
    auto chats = need(Database::open(folder / "chats.db"));
    need(chats.run(
        "BEGIN;"
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
        " INSERT INTO conversation(title, model, leaf, created_ms, updated_ms)"
        " SELECT 'talk ' || i, 'm', i * 100, i, i FROM n;"
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
        " INSERT INTO turn SELECT i, (i - 1) / 100 + 1, iif(i % 100 = 1, NULL, i - 1), 1 + i % 2, 1, 0,"
        " '', '', 0, 0, 0, 0, 0, 0, zeroblob(400), printf('%.500c', 'x') FROM n;"
        "COMMIT"));
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: store_bench FOLDER\n");
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    need(Store::open(folder));
    fill(folder);
    measure("open, 100,000 turns, after a clean end", 5, [&] { need(Store::open(folder)); });
    measure("open, 100,000 turns, checked", 3, [&] {
        need(need(Database::open(folder / "chats.db")).run("UPDATE session SET clean = 0"));
        need(Store::open(folder));
    });

    auto store = need(Store::open(folder));
    const auto talk = need(store->createConversation("bench", "m"));
    std::optional<TurnId> leaf;
    measure("append a turn of 500 bytes", 200, [&] {
        leaf = need(store->appendTurn({.conversation = talk, .parent = leaf, .text = std::string(500, 'x')}));
    });
    measure("conversations(), 1,001 of them", 20, [&] { need(store->conversations()); });
    measure("path of 200 turns", 20, [&] { need(store->path(*leaf)); });

    Bytes bytes(13 << 20);
    std::mt19937_64 random(1);
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<std::byte>(random()); });
    measure("write a snapshot of 13 MiB", 10, [&] { need(store->saveSnapshot(*leaf, "m", bytes)); });
    measure("read a snapshot of 13 MiB", 10, [&] { need(store->position(*leaf, "m")); });
    std::uintmax_t wal = std::filesystem::file_size(folder / "states.db-wal");
    std::printf("%-42s %9.1f MiB\n", "states.db-wal afterwards", static_cast<double>(wal) / (1 << 20));
}

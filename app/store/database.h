// SQLite's C API with owners and errors as values.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace aviary::store {

/// An SQLite result code as an Error: Io "DISK_FULL" or "DISK_ERROR", Corrupt "DB_DAMAGED", Busy, NoMemory,
/// Invalid (a constraint, a value too large). The message names what SQLite says, never SQL or text.
Error databaseError(int code);

/// One connection, hardened: foreign keys, checked cells, no trusted schema, defensive, fsync at each commit.
/// One thread at a time.
class Database {
public:
    /// Opens an existing file, empty or not, and reads nothing of it yet.
    static Result<Database> open(const std::filesystem::path& file);

    /// Runs statements that return no rows, or whose rows do not matter.
    Result<void> run(const std::string& sql);
    /// The first column of the first row; NotFound without a row.
    Result<std::int64_t> number(std::string_view sql);
    /// "ok", or what quick_check found first.
    Result<std::string> quickCheck();
    std::int64_t lastInsertId() const;
    std::int64_t changes() const;
    sqlite3* handle() const { return handle_.get(); }

private:
    struct Closer {
        void operator()(sqlite3* handle) const;
    };
    explicit Database(sqlite3* handle)
        : handle_(handle) {}
    std::unique_ptr<sqlite3, Closer> handle_;
};

/// One prepared statement. A failure stays: bind and step as if nothing could fail and ask result() once.
/// Text and bytes handed to with() must outlive the steps; text() and bytes() are valid until the next step.
class Statement {
public:
    Statement(Database& database, std::string_view sql);

    /// Binds ?1, ?2, ... and starts from the beginning.
    template <class... Values> Statement& with(const Values&... values) {
        rewind();
        int index = 0;
        (bind(++index, values), ...);
        return *this;
    }
    /// Moves to the next row; false at the end and after a failure.
    bool next();
    /// Steps to the end.
    Result<void> run();
    Result<void> result() const;

    bool null(int column) const;
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;
    std::span<const std::byte> bytes(int column) const;

private:
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const;
    };
    void rewind();
    void bind(int index, std::int64_t value);
    void bind(int index, int value) { bind(index, std::int64_t{value}); }
    void bind(int index, double value);
    void bind(int index, std::string_view value);
    void bind(int index, std::span<const std::byte> value);
    void bind(int index, const std::optional<std::int64_t>& value);
    void keep(int code);

    std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
    int failure_ = 0;
};

/// All or nothing: what was not committed when this object goes is rolled back.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    /// Returns once the changes are on the disk; also reports that the transaction could not begin.
    Result<void> commit();

private:
    Database& database_;
    Result<void> begun_;
    bool open_ = false;
};

} // namespace aviary::store

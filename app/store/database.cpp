#include "app/store/database.h"

#include <sqlite3.h>

namespace aviary::store {

namespace {

constexpr int kBusyTimeoutMs = 5000;

} // namespace

Error databaseError(int code) {
    const std::string reason = sqlite3_errstr(code);
    switch (code & 0xff) {
    case SQLITE_FULL:
        return {ErrorKind::Io, "the disk is full", "DISK_FULL"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR: // our statements are fixed and fit our tables, so it is the tables that are not ours
        return {ErrorKind::Corrupt, "the database is damaged: " + reason, "DB_DAMAGED"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorKind::Busy, "the database is in use: " + reason};
    case SQLITE_NOMEM:
        return {ErrorKind::NoMemory, "not enough memory for the database"};
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
        return {ErrorKind::Invalid, "the database refuses the value: " + reason};
    default:
        return {ErrorKind::Io, "the database cannot be read or written: " + reason, "DISK_ERROR"};
    }
}

void Database::Closer::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

Result<Database> Database::open(const std::filesystem::path& file) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(
        file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    Database database(handle);
    if (code != SQLITE_OK)
        return Failure(databaseError(code));
    sqlite3_busy_timeout(handle, kBusyTimeoutMs);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    if (auto set =
            database.run("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;");
        !set)
        return Failure(set.error());
    return database;
}

Result<void> Database::run(const std::string& sql) {
    if (const int code = sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK)
        return Failure(databaseError(code));
    return {};
}

Result<std::int64_t> Database::number(std::string_view sql) {
    Statement statement(*this, sql);
    if (statement.next())
        return statement.integer(0);
    if (auto result = statement.result(); !result)
        return Failure(result.error());
    return fail(ErrorKind::NotFound, "the database has no such row");
}

Result<std::string> Database::quickCheck() {
    Statement statement(*this, "PRAGMA main.quick_check(1)");
    if (statement.next())
        return std::string(statement.text(0));
    if (auto result = statement.result(); !result)
        return Failure(result.error());
    return std::string("no answer");
}

std::int64_t Database::lastInsertId() const {
    return sqlite3_last_insert_rowid(handle());
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(handle());
}

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement::Statement(Database& database, std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    failure_ =
        sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    statement_.reset(statement);
}

void Statement::keep(int code) {
    if (failure_ == SQLITE_OK)
        failure_ = code;
}

void Statement::rewind() {
    if (failure_ == SQLITE_OK)
        keep(sqlite3_reset(statement_.get()));
}

bool Statement::next() {
    if (failure_ != SQLITE_OK)
        return false;
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        keep(code);
    return false;
}

Result<void> Statement::run() {
    while (next()) {
    }
    return result();
}

Result<void> Statement::result() const {
    if (failure_ != SQLITE_OK)
        return Failure(databaseError(failure_));
    return {};
}

bool Statement::null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(statement_.get(), column);
}

std::string_view Statement::text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    if (!data)
        return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::span<const std::byte> Statement::bytes(int column) const {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
    return {data, data ? static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)) : 0};
}

void Statement::bind(int index, std::int64_t value) {
    if (failure_ == SQLITE_OK)
        keep(sqlite3_bind_int64(statement_.get(), index, value));
}

void Statement::bind(int index, double value) {
    if (failure_ == SQLITE_OK)
        keep(sqlite3_bind_double(statement_.get(), index, value));
}

// A null pointer would bind NULL; empty text and empty bytes are values.
void Statement::bind(int index, std::string_view value) {
    if (failure_ == SQLITE_OK)
        keep(sqlite3_bind_text64(statement_.get(), index, value.data() ? value.data() : "", value.size(),
                                 SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, std::span<const std::byte> value) {
    if (failure_ == SQLITE_OK)
        keep(value.empty()
                 ? sqlite3_bind_zeroblob(statement_.get(), index, 0)
                 : sqlite3_bind_blob64(statement_.get(), index, value.data(), value.size(), SQLITE_STATIC));
}

void Statement::bind(int index, const std::optional<std::int64_t>& value) {
    if (value)
        bind(index, *value);
    else if (failure_ == SQLITE_OK)
        keep(sqlite3_bind_null(statement_.get(), index));
}

Transaction::Transaction(Database& database)
    : database_(database)
    , begun_(database.run("BEGIN"))
    , open_(begun_.has_value()) {}

Transaction::~Transaction() {
    if (open_ && sqlite3_get_autocommit(database_.handle()) == 0)
        static_cast<void>(database_.run("ROLLBACK"));
}

Result<void> Transaction::commit() {
    if (!begun_)
        return begun_;
    if (auto committed = database_.run("COMMIT"); !committed)
        return committed;
    open_ = false;
    return {};
}

} // namespace aviary::store

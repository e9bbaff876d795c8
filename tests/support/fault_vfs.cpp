#include "tests/support/fault_vfs.h"

#include <cstdlib>
#include <cstring>

#include <sqlite3.h>

namespace aviary::test {

namespace {

struct Plan {
    int at = 0; // 0: never
    int code = SQLITE_OK;
    bool lasting = false;
    int operations = 0;
    bool struck = false;

    /// The code to fail this operation with, or SQLITE_OK.
    int next() {
        ++operations;
        if (at == 0 || operations < at || (operations > at && !lasting))
            return SQLITE_OK;
        struck = true;
        return code;
    }
};
Plan plan;
sqlite3_vfs* system = nullptr;

struct File {
    sqlite3_file base;
    sqlite3_file* real; // right behind this struct
};

sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<File*>(file)->real;
}

// Only full disks and I/O errors are armed; each operation has its own I/O error.
int failure(int code, int ioError) {
    return code == SQLITE_IOERR ? ioError : code;
}

int closeFile(sqlite3_file* file) {
    return real(file)->pMethods->xClose(real(file));
}
int readFile(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
    return real(file)->pMethods->xRead(real(file), to, count, offset);
}
int writeFile(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
    if (const int code = plan.next(); code != SQLITE_OK) {
        real(file)->pMethods->xWrite(real(file), from, count / 2, offset);
        return failure(code, SQLITE_IOERR_WRITE);
    }
    return real(file)->pMethods->xWrite(real(file), from, count, offset);
}
int truncateFile(sqlite3_file* file, sqlite3_int64 size) {
    if (const int code = plan.next(); code != SQLITE_OK)
        return failure(code, SQLITE_IOERR_TRUNCATE);
    return real(file)->pMethods->xTruncate(real(file), size);
}
int syncFile(sqlite3_file*, int) {
    if (const int code = plan.next(); code != SQLITE_OK)
        return failure(code, SQLITE_IOERR_FSYNC);
    return SQLITE_OK;
}
int fileSize(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
int lockFile(sqlite3_file* file, int level) {
    return real(file)->pMethods->xLock(real(file), level);
}
int unlockFile(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}
int checkReserved(sqlite3_file* file, int* out) {
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int fileControl(sqlite3_file* file, int operation, void* argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sectorSize(sqlite3_file* file) {
    return real(file)->pMethods->xSectorSize(real(file));
}
int characteristics(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shmMap(sqlite3_file* file, int page, int size, int extend, volatile void** out) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}
int shmLock(sqlite3_file* file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shmBarrier(sqlite3_file* file) {
    real(file)->pMethods->xShmBarrier(real(file));
}
int shmUnmap(sqlite3_file* file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

const sqlite3_io_methods kMethods = {
    2,        closeFile,  readFile,      writeFile,   truncateFile, syncFile,        fileSize,
    lockFile, unlockFile, checkReserved, fileControl, sectorSize,   characteristics, shmMap,
    shmLock,  shmBarrier, shmUnmap,      nullptr,     nullptr,
};

int openFile(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* outFlags) {
    auto* self = reinterpret_cast<File*>(file);
    self->base.pMethods = nullptr;
    if (const int code = plan.next(); code != SQLITE_OK)
        return failure(code, SQLITE_CANTOPEN);
    self->real = reinterpret_cast<sqlite3_file*>(self + 1);
    const int code = system->xOpen(system, name, self->real, flags, outFlags);
    if (self->real->pMethods)
        self->base.pMethods = &kMethods;
    return code;
}

} // namespace

void FaultVfs::install() {
    system = sqlite3_vfs_find(nullptr);
    static sqlite3_vfs vfs = *system; // everything but opening is the system's, which it finds in pAppData
    vfs.zName = "fault";
    vfs.szOsFile = static_cast<int>(sizeof(File)) + system->szOsFile;
    vfs.xOpen = openFile;
    vfs.pNext = nullptr;
    sqlite3_vfs_register(&vfs, 1);
}

void FaultVfs::failAt(int n, int code, bool lasting) {
    plan = {n, code, lasting, 0, false};
}

void FaultVfs::disarm() {
    plan = {};
}

bool FaultVfs::struck() {
    return plan.struck;
}

int FaultVfs::operations() {
    return plan.operations;
}

} // namespace aviary::test

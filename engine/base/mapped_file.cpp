// POSIX memory maps with a guard against pages that cannot be read.
//
// A file that shrinks, or whose disk goes away, makes reading a mapped page raise SIGBUS. One handler for the
// process looks the address up in a table of our maps; if it lies in one, an empty page is put in its place
// and the map is marked. Anything else goes to the handler that was there before.
#include "engine/base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <string>
#include <utility>

namespace aviary {
namespace {

/// Read by the signal handler, so without locks. A free slot has no size.
struct Slot {
    std::atomic<std::uintptr_t> begin{0};
    std::atomic<std::size_t> size{0};
    std::atomic<bool> intact{true};
    std::atomic<bool> taken{false};
};

std::array<Slot, 256> slots;
struct sigaction previousAction;
std::uintptr_t pageSize = 4096;

void onBusError(int signal, siginfo_t* info, void* context) {
    const int savedError = errno;
    const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    for (Slot& slot : slots) {
        const std::uintptr_t begin = slot.begin.load(std::memory_order_acquire);
        const std::size_t size = slot.size.load(std::memory_order_acquire);
        if (size == 0 || address < begin || address - begin >= size)
            continue;
        void* page = reinterpret_cast<void*>(address & ~(pageSize - 1));
        if (mmap(page, pageSize, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
            break;
        slot.intact.store(false, std::memory_order_release);
        errno = savedError;
        return;
    }
    if ((previousAction.sa_flags & SA_SIGINFO) != 0) {
        previousAction.sa_sigaction(signal, info, context);
    } else if (previousAction.sa_handler != SIG_DFL && previousAction.sa_handler != SIG_IGN) {
        previousAction.sa_handler(signal);
    } else {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
}

void installGuard() {
    static std::once_flag once;
    std::call_once(once, [] {
        pageSize = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
        struct sigaction action = {};
        action.sa_sigaction = onBusError;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigemptyset(&action.sa_mask);
        sigaction(SIGBUS, &action, &previousAction);
    });
}

Slot* takeSlot() {
    for (Slot& slot : slots) {
        bool expected = false;
        if (slot.taken.compare_exchange_strong(expected, true))
            return &slot;
    }
    return nullptr;
}

class FileDescriptor {
public:
    explicit FileDescriptor(int fd)
        : fd_(fd) {}
    ~FileDescriptor() {
        if (fd_ >= 0)
            ::close(fd_);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

} // namespace

struct MappedFile::Mapping {
    FileDescriptor file; // kept open: its size tells whether the file was cut
    Slot* slot = nullptr;
    const std::byte* data = nullptr;
    std::size_t size = 0;

    explicit Mapping(int fd)
        : file(fd) {}
    ~Mapping() {
        if (slot == nullptr)
            return;
        slot->size.store(0, std::memory_order_release);
        if (data != nullptr)
            munmap(const_cast<std::byte*>(data), size);
        slot->intact.store(true);
        slot->taken.store(false, std::memory_order_release);
    }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
};

MappedFile::MappedFile(std::unique_ptr<Mapping> mapping)
    : mapping_(std::move(mapping)) {}
MappedFile::MappedFile(MappedFile&&) noexcept = default;
MappedFile& MappedFile::operator=(MappedFile&&) noexcept = default;
MappedFile::~MappedFile() = default;

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const auto text = path.u8string();
    const std::string name(text.begin(), text.end());
    // Not blocking, or a named pipe without a writer would hold us up for ever.
    auto mapping = std::make_unique<Mapping>(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    const FileDescriptor& file = mapping->file;
    if (file.get() < 0) {
        const int error = errno;
        if (error == ENOENT || error == ENOTDIR)
            return fail(ErrorKind::NotFound, "there is no file " + name);
        return fail(ErrorKind::Io, "the file " + name + " cannot be opened: " + std::strerror(error));
    }
    struct stat status = {};
    if (fstat(file.get(), &status) != 0)
        return fail(ErrorKind::Io, "the file " + name + " cannot be examined: " + std::strerror(errno));
    if (!S_ISREG(status.st_mode))
        return fail(ErrorKind::Io, name + " is not a file");

    installGuard();
    mapping->slot = takeSlot();
    if (mapping->slot == nullptr)
        return fail(ErrorKind::Busy, "too many files are open at once to open " + name);
    mapping->size = static_cast<std::size_t>(status.st_size);
    if (mapping->size > 0) {
        void* data = mmap(nullptr, mapping->size, PROT_READ, MAP_SHARED, file.get(), 0);
        if (data == MAP_FAILED)
            return fail(ErrorKind::Io, "the file " + name + " cannot be mapped: " + std::strerror(errno));
        mapping->data = static_cast<const std::byte*>(data);
        // Whole pages: beyond the file's end inside the last page there are zeros, not faults.
        mapping->slot->begin.store(reinterpret_cast<std::uintptr_t>(data), std::memory_order_release);
        mapping->slot->size.store(mapping->size, std::memory_order_release);
    }
    return MappedFile(std::move(mapping));
}

std::span<const std::byte> MappedFile::bytes() const {
    return {mapping_->data, mapping_->size};
}

bool MappedFile::intact() const {
    // A cut inside the last page raises no fault, so the size is looked at too.
    struct stat status = {};
    return mapping_->slot->intact.load(std::memory_order_acquire) &&
           fstat(mapping_->file.get(), &status) == 0 &&
           static_cast<std::size_t>(status.st_size) >= mapping_->size;
}

} // namespace aviary

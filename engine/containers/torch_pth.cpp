#include "engine/containers/torch_pth.h"

#include "engine/containers/pickle.h"
#include "engine/containers/zip_directory.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace aviary::engine {
namespace {

/// The archive's entries by their name below its one root folder.
struct Archive {
    std::string root;
    std::unordered_map<std::string, ZipEntry> entries;

    const ZipEntry* find(const std::string& name) const {
        const auto found = entries.find(name);
        return found == entries.end() ? nullptr : &found->second;
    }
};

Result<Archive> openArchive(std::span<const std::byte> file) {
    auto directory = readZipDirectory(file);
    if (!directory)
        return Failure(directory.error());
    Archive archive;
    constexpr std::string_view kPickle = "/data.pkl";
    for (const ZipEntry& entry : *directory) {
        if (!entry.name.ends_with(kPickle) || std::ranges::count(entry.name, '/') != 1)
            continue;
        if (!archive.root.empty())
            return refuse(Fault::Corrupt, "the archive holds two checkpoints");
        archive.root = entry.name.substr(0, entry.name.size() - kPickle.size() + 1);
    }
    if (archive.root.empty())
        return refuse(Fault::UnsupportedFormat,
                      "this zip archive is no PyTorch checkpoint: it has no data.pkl");
    for (ZipEntry& entry : *directory) {
        if (!entry.name.starts_with(archive.root))
            return refuse(Fault::Corrupt,
                          "the archive's entry " + printable(entry.name) + " lies outside its folder");
        std::string name = entry.name.substr(archive.root.size());
        if (name == "constants.pkl" || name.starts_with("code/"))
            return refuse(Fault::UnsupportedFormat, "this is a TorchScript program, not a checkpoint");
        archive.entries.emplace(std::move(name), std::move(entry));
    }
    return archive;
}

std::span<const std::byte> bytesOf(std::span<const std::byte> file, const ZipEntry& entry) {
    return file.subspan(static_cast<std::size_t>(entry.offset), static_cast<std::size_t>(entry.size));
}

/// The dictionary of tensors: the top object, or what it holds under "state_dict" or "model".
Result<const Pickle::Pairs*> tensorDict(const Pickle& pickle) {
    const auto holdsTensors = [&](const Pickle::Pairs& dict) {
        return std::ranges::any_of(dict,
                                   [&](const auto& item) { return pickle.tensor(item.second) != nullptr; });
    };
    const Pickle::Pairs* top = pickle.dict(pickle.top);
    if (top == nullptr)
        return refuse(Fault::Corrupt, "the checkpoint's top object is no dictionary of tensors");
    const Pickle::Pairs* dict = top;
    if (!holdsTensors(*top))
        for (const auto& [key, value] : *top) {
            const auto name = pickle.text(key);
            const Pickle::Pairs* inner = pickle.dict(value);
            if (inner != nullptr && (name == "state_dict" || name == "model") && holdsTensors(*inner))
                dict = inner;
        }
    for (const auto& [key, value] : *dict) {
        const auto name = pickle.text(key);
        if (name == "_strategy" || name == "_version" || name == "_rescale_layer")
            return refuse(Fault::UnsupportedFormat,
                          "this file was converted for one strategy of ChatRWKV and is not portable; use "
                          "the original .pth");
        if (!name && pickle.tensor(value) != nullptr)
            return refuse(Fault::Corrupt, "the checkpoint holds a tensor whose name is no text");
    }
    return dict;
}

struct NamedTensor {
    std::string_view name;
    const PickleTensor* tensor;
};

/// What training wrappers put in front of every name.
void stripCommonPrefix(std::vector<NamedTensor>& tensors) {
    for (const std::string_view prefix : {"_orig_mod.", "module.", "_orig_mod."})
        if (std::ranges::all_of(tensors, [&](const auto& t) { return t.name.starts_with(prefix); }))
            for (NamedTensor& t : tensors)
                t.name.remove_prefix(prefix.size());
}

struct StorageType {
    std::optional<DType> dtype; // none: bookkeeping that is skipped
    std::uint64_t bytes;
};

Result<StorageType> storageType(std::string_view tensor, std::string_view type) {
    if (type == "FloatStorage")
        return StorageType{DType::F32, 4};
    if (type == "HalfStorage")
        return StorageType{DType::F16, 2};
    if (type == "BFloat16Storage")
        return StorageType{DType::BF16, 2};
    if (type == "LongStorage")
        return StorageType{{}, 8};
    if (type == "IntStorage")
        return StorageType{{}, 4};
    if (type == "ShortStorage")
        return StorageType{{}, 2};
    if (type == "ByteStorage" || type == "CharStorage" || type == "BoolStorage")
        return StorageType{{}, 1};
    return refuse(Fault::UnsupportedDtype, "tensor " + printable(tensor) + " is of the kind " +
                                               printable(type) + ", which this version cannot read");
}

/// Largest element index of the view + 1. Errors: BadShape, LimitExceeded.
Result<std::int64_t> reach(std::string_view name, const PickleTensor& t) {
    const auto impossible = [&] {
        return refuse(Fault::BadShape, "tensor " + printable(name) + " has shape " + shapeText(t.shape()) +
                                           " and strides " + shapeText(t.strides()));
    };
    std::int64_t last = t.offset;
    if (t.offset < 0)
        return impossible();
    for (std::size_t i = 0; i < t.rank; ++i) {
        if (t.sizes[i] < 1 || t.steps[i] < 0)
            return impossible();
        std::int64_t step = 0;
        if (__builtin_mul_overflow(t.sizes[i] - 1, t.steps[i], &step) ||
            __builtin_add_overflow(last, step, &last))
            return refuse(Fault::LimitExceeded, "tensor " + printable(name) + " of shape " +
                                                    shapeText(t.shape()) + " is larger than any model");
    }
    if (__builtin_add_overflow(last, 1, &last))
        return impossible();
    return last;
}

/// Whether the elements lie in row-major order without gaps. Steps along a dimension of 1 do not matter.
bool isDense(const PickleTensor& t) {
    std::int64_t expected = 1;
    for (std::size_t i = t.rank; i-- > 0; expected *= t.sizes[i])
        if (t.sizes[i] != 1 && t.steps[i] != expected)
            return false;
    return true;
}

/// The elements of a view in row-major order.
std::vector<std::byte> gather(std::span<const std::byte> storage, const PickleTensor& t,
                              std::size_t elementSize) {
    const auto count = static_cast<std::size_t>(elementCount(t.shape()));
    std::vector<std::byte> out(count * elementSize);
    std::array<std::int64_t, 4> index{};
    std::int64_t at = t.offset;
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(out.data() + i * elementSize, storage.data() + static_cast<std::size_t>(at) * elementSize,
                    elementSize);
        for (std::size_t axis = t.rank; axis-- > 0;) {
            at += t.steps[axis];
            if (++index[axis] < t.sizes[axis])
                break;
            at -= t.steps[axis] * t.sizes[axis];
            index[axis] = 0;
        }
    }
    return out;
}

/// Copies made of views that do not lie in order; together they may not be larger than the file.
struct CopyBudget {
    std::uint64_t left;

    bool spend(std::uint64_t bytes) {
        if (bytes > left)
            return false;
        left -= bytes;
        return true;
    }
};

Result<void> addTensor(IndexedFile& file, const Archive& archive, const Pickle& pickle, NamedTensor named,
                       CopyBudget& copies) {
    const PickleTensor& t = *named.tensor;
    const PickleStorage& storage = pickle.storage(t.storage);
    const std::string shown = printable(named.name);
    const auto type = storageType(named.name, storage.type);
    if (!type)
        return Failure(type.error());
    const ZipEntry* record = archive.find("data/" + std::string(pickle.text(storage.key)));
    if (record == nullptr)
        return refuse(Fault::Corrupt, "the record of tensor " + shown + " is missing from the file");
    const auto end = reach(named.name, t);
    if (!end)
        return Failure(end.error());
    const std::uint64_t recordElements = record->size / type->bytes;
    if (static_cast<std::uint64_t>(storage.elements) > recordElements)
        return refuse(Fault::OutOfRange, "the record of tensor " + shown + " is shorter than it claims");
    if (static_cast<std::uint64_t>(storage.elements) < recordElements || record->size % type->bytes != 0)
        return refuse(Fault::Corrupt, "the record of tensor " + shown + " is longer than it claims");
    if (*end > storage.elements)
        return refuse(Fault::OutOfRange, "tensor " + shown + " reaches past the end of its record");
    if (!type->dtype)
        return {};
    const auto size = checkedBytes(named.name, t.shape(), *type->dtype);
    if (!size)
        return Failure(size.error());
    const std::uint64_t offset = record->offset + static_cast<std::uint64_t>(t.offset) * type->bytes;
    if (isDense(t))
        return file.add(std::string(named.name), *type->dtype, t.shape(), offset);
    if (!copies.spend(*size))
        return refuse(Fault::LimitExceeded, "tensor " + shown + " is larger than what the file stores of it");
    return file.addCopy(std::string(named.name), *type->dtype, t.shape(), offset,
                        gather(bytesOf(file.bytes(), *record), t, type->bytes));
}

Result<void> checkByteOrder(std::span<const std::byte> file, const Archive& archive) {
    const ZipEntry* record = archive.find("byteorder");
    if (record == nullptr) // older files: little-endian
        return {};
    const auto bytes = bytesOf(file, *record);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text == "little")
        return {};
    if (text == "big")
        return refuse(Fault::UnsupportedFormat, "the checkpoint was written by a big-endian machine");
    return refuse(Fault::Corrupt, "the checkpoint's byte order is unknown: " + printable(text));
}

} // namespace

Result<std::unique_ptr<IndexedFile>> openTorchPth(MappedFile mapped) {
    auto file = std::make_unique<IndexedFile>(std::move(mapped), "pth");
    const auto archive = openArchive(file->bytes());
    if (!archive)
        return Failure(archive.error());
    if (auto little = checkByteOrder(file->bytes(), *archive); !little)
        return Failure(little.error());
    const ZipEntry& pickleEntry = *archive->find("data.pkl");
    const auto pickleBytes = bytesOf(file->bytes(), pickleEntry);
    // A hostile name is worth more than a wrong checksum in the answer, so the pickle is read first; nothing
    // in it is run.
    const auto pickle = readPickle(pickleBytes);
    if (!pickle)
        return Failure(pickle.error());
    if (crc32(pickleBytes) != pickleEntry.crc)
        return refuse(Fault::Corrupt, "the checkpoint's index is damaged: its checksum does not fit");
    const auto dict = tensorDict(*pickle);
    if (!dict)
        return Failure(dict.error());

    std::vector<NamedTensor> tensors;
    for (const auto& [key, value] : **dict)
        if (const PickleTensor* tensor = pickle->tensor(value))
            tensors.push_back({*pickle->text(key), tensor});
    if (tensors.empty())
        return refuse(Fault::MissingTensor, "the checkpoint holds no tensors");
    if (tensors.size() > FileLimits::kTensors)
        return refuse(Fault::LimitExceeded,
                      "the checkpoint holds more than " + std::to_string(FileLimits::kTensors) + " tensors");
    stripCommonPrefix(tensors);
    CopyBudget copies{file->bytes().size()};
    for (const NamedTensor& tensor : tensors)
        if (auto added = addTensor(*file, *archive, *pickle, tensor, copies); !added)
            return Failure(added.error());
    return file;
}

} // namespace aviary::engine

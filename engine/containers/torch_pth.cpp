#include "engine/containers/torch_pth.h"

#include "engine/containers/pickle.h"
#include "engine/containers/zip_directory.h"

#include <algorithm>
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

bool holdsTensors(const PickleDict& dict) {
    return std::ranges::any_of(
        dict.items, [](const auto& item) { return pickled<PickleTensor>(item.second) != nullptr; });
}

/// The dictionary of tensors: the top object, or what it holds under "state_dict" or "model".
Result<const PickleDict*> tensorDict(const Pickle& pickle) {
    const auto* top = pickled<PickleDict>(pickle.top);
    if (top == nullptr)
        return refuse(Fault::Corrupt, "the checkpoint's top object is no dictionary of tensors");
    const PickleDict* dict = top;
    if (!holdsTensors(*top))
        for (const auto& [key, value] : top->items) {
            const auto* name = pickled<std::string>(key);
            const auto* inner = pickled<PickleDict>(value);
            if (name != nullptr && inner != nullptr && (*name == "state_dict" || *name == "model"))
                dict = inner;
        }
    for (const auto& [key, value] : dict->items)
        if (const auto* name = pickled<std::string>(key))
            if (*name == "_strategy" || *name == "_version" || *name == "_rescale_layer")
                return refuse(Fault::UnsupportedFormat,
                              "this file was converted for one strategy of ChatRWKV and is not portable; use "
                              "the original .pth");
    return dict;
}

/// What training wrappers put in front of every name.
std::size_t commonPrefix(const std::vector<std::pair<std::string, const PickleTensor*>>& tensors) {
    std::size_t cut = 0;
    for (const std::string_view prefix : {"_orig_mod.", "module."})
        if (!tensors.empty() && std::ranges::all_of(tensors, [&](const auto& t) {
                return std::string_view(t.first).substr(cut).starts_with(prefix);
            }))
            cut += prefix.size();
    return cut;
}

struct StorageType {
    std::optional<DType> dtype; // none: bookkeeping that is skipped
    std::uint64_t bytes;
};

Result<StorageType> storageType(const std::string& tensor, const std::string& type) {
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
Result<std::int64_t> reach(const std::string& name, const PickleTensor& t) {
    const auto impossible = [&] {
        return refuse(Fault::BadShape, "tensor " + printable(name) + " has shape " + shapeText(t.shape) +
                                           " and strides " + shapeText(t.strides));
    };
    std::int64_t last = t.offset;
    if (t.offset < 0)
        return impossible();
    for (std::size_t i = 0; i < t.shape.size(); ++i) {
        if (t.shape[i] < 1 || t.strides[i] < 0)
            return impossible();
        std::int64_t step = 0;
        if (__builtin_mul_overflow(t.shape[i] - 1, t.strides[i], &step) ||
            __builtin_add_overflow(last, step, &last))
            return refuse(Fault::LimitExceeded, "tensor " + printable(name) + " of shape " +
                                                    shapeText(t.shape) + " is larger than any model");
    }
    if (__builtin_add_overflow(last, 1, &last))
        return impossible();
    return last;
}

/// Row-major strides of a shape.
std::vector<std::int64_t> denseStrides(const Shape& shape) {
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        strides[i - 1] = strides[i] * shape[i];
    return strides;
}

bool sameWhereItMatters(const Shape& shape, const std::vector<std::int64_t>& a,
                        const std::vector<std::int64_t>& b) {
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] != 1 && a[i] != b[i])
            return false;
    return true;
}

/// The elements of a view in row-major order.
std::vector<std::byte> gather(std::span<const std::byte> storage, const PickleTensor& t,
                              std::size_t elementSize) {
    const auto count = static_cast<std::size_t>(elementCount(t.shape));
    std::vector<std::byte> out(count * elementSize);
    std::vector<std::int64_t> index(t.shape.size(), 0);
    std::int64_t at = t.offset;
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(out.data() + i * elementSize, storage.data() + static_cast<std::size_t>(at) * elementSize,
                    elementSize);
        for (std::size_t axis = index.size(); axis-- > 0;) {
            at += t.strides[axis];
            if (++index[axis] < t.shape[axis])
                break;
            at -= t.strides[axis] * t.shape[axis];
            index[axis] = 0;
        }
    }
    return out;
}

Result<void> addTensor(IndexedFile& file, const Archive& archive, std::string name, const PickleTensor& t) {
    const auto type = storageType(name, t.storage.type);
    if (!type)
        return Failure(type.error());
    const ZipEntry* record = archive.find("data/" + t.storage.key);
    if (record == nullptr)
        return refuse(Fault::Corrupt,
                      "the record of tensor " + printable(name) + " is missing from the file");
    const auto end = reach(name, t);
    if (!end)
        return Failure(end.error());
    if (static_cast<std::uint64_t>(t.storage.elements) > record->size / type->bytes)
        return refuse(Fault::OutOfRange,
                      "the record of tensor " + printable(name) + " is shorter than it claims");
    if (*end > t.storage.elements)
        return refuse(Fault::OutOfRange, "tensor " + printable(name) + " reaches past the end of its record");
    if (!type->dtype || t.shape.empty())
        return {};
    const auto size = checkedBytes(name, t.shape, *type->dtype);
    if (!size)
        return Failure(size.error());
    const std::uint64_t offset = record->offset + static_cast<std::uint64_t>(t.offset) * type->bytes;
    const auto dense = denseStrides(t.shape);
    if (sameWhereItMatters(t.shape, t.strides, dense))
        return file.add(std::move(name), *type->dtype, t.shape, offset);
    if (*size > record->size)
        return refuse(Fault::LimitExceeded,
                      "tensor " + printable(name) + " is larger than what the file stores of it");
    return file.addCopy(std::move(name), *type->dtype, t.shape, offset,
                        gather(bytesOf(file.bytes(), *record), t, type->bytes));
}

} // namespace

Result<std::unique_ptr<IndexedFile>> openTorchPth(MappedFile mapped) {
    auto file = std::make_unique<IndexedFile>(std::move(mapped), "pth");
    const auto archive = openArchive(file->bytes());
    if (!archive)
        return Failure(archive.error());
    if (const ZipEntry* order = archive->find("byteorder")) {
        const auto text = bytesOf(file->bytes(), *order);
        constexpr std::string_view kLittle = "little";
        if (text.size() < kLittle.size() || std::memcmp(text.data(), kLittle.data(), kLittle.size()) != 0)
            return refuse(Fault::UnsupportedFormat, "the checkpoint was written by a big-endian machine");
    }
    const ZipEntry& pickleEntry = *archive->find("data.pkl");
    const auto pickleBytes = bytesOf(file->bytes(), pickleEntry);
    if (pickleBytes.size() > FileLimits::kPickleBytes)
        return refuse(Fault::LimitExceeded, "the checkpoint's pickle is larger than 64 MiB");
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

    std::vector<std::pair<std::string, const PickleTensor*>> tensors;
    for (const auto& [key, value] : (*dict)->items) {
        const auto* name = pickled<std::string>(key);
        const auto* tensor = pickled<PickleTensor>(value);
        if (name != nullptr && tensor != nullptr)
            tensors.emplace_back(*name, tensor);
    }
    if (tensors.size() > FileLimits::kTensors)
        return refuse(Fault::LimitExceeded,
                      "the checkpoint holds more than " + std::to_string(FileLimits::kTensors) + " tensors");
    const std::size_t cut = commonPrefix(tensors);
    for (auto& [name, tensor] : tensors)
        if (auto added = addTensor(*file, *archive, name.substr(cut), *tensor); !added)
            return Failure(added.error());
    return file;
}

} // namespace aviary::engine

#include "engine/tensor_source.h"

#include "engine/base/mapped_file.h"
#include "engine/containers/safetensors.h"
#include "engine/containers/torch_pth.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace aviary::engine {
namespace {

std::string_view head(const MappedFile& file, std::size_t n) {
    const auto bytes = file.bytes();
    return {reinterpret_cast<const char*>(bytes.data()), std::min(n, bytes.size())};
}

struct Magic {
    std::string_view bytes;
    Fault fault;
    std::string_view what;
};

/// Files that people take for models, by their first bytes.
constexpr std::array kStrangers{
    Magic{"GGUF", Fault::UnsupportedFormat, "a GGUF file, which this version cannot read yet"},
    Magic{"fmgg", Fault::UnsupportedFormat, "an rwkv.cpp file, which this version cannot read yet"},
    Magic{{"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 14},
          Fault::UnsupportedFormat,
          "a PyTorch file of the old kind; save it again with a current PyTorch"},
    Magic{"\x80", Fault::UnsupportedFormat,
          "a bare Python pickle; save the model again with a current PyTorch"},
    Magic{"\x89PNG", Fault::NotAModel, "a PNG picture"},
    Magic{"\xff\xd8\xff", Fault::NotAModel, "a JPEG picture"},
    Magic{"\x1f\x8b", Fault::NotAModel, "a gzip archive; unpack it first"},
    Magic{"7z\xbc\xaf\x27\x1c", Fault::NotAModel, "a 7z archive; unpack it first"},
    Magic{"BZh", Fault::NotAModel, "a bzip2 archive; unpack it first"},
    Magic{"\xfd"
          "7zXZ",
          Fault::NotAModel, "an xz archive; unpack it first"},
    Magic{"\x28\xb5\x2f\xfd", Fault::NotAModel, "a zstd archive; unpack it first"},
    Magic{"Rar!", Fault::NotAModel, "a RAR archive; unpack it first"},
    Magic{"\x7f"
          "ELF",
          Fault::NotAModel, "a program"},
    Magic{"MZ", Fault::NotAModel, "a program"},
    Magic{"%PDF", Fault::NotAModel, "a PDF document"},
};

std::string firstLine(std::string_view text) {
    return printable(text.substr(0, std::min(text.find_first_of("\r\n"), std::size_t{120})));
}

bool looksLikeText(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 || byte == '\n' || byte == '\r' || byte == '\t';
    });
}

/// Why a file that is in no container we know is refused.
Failure refuseStranger(const MappedFile& file) {
    const std::string_view start = head(file, 4096);
    if (start.empty())
        return refuse(Fault::EmptyFile, "the file is empty");
    for (const Magic& magic : kStrangers)
        if (start.starts_with(magic.bytes))
            return refuse(magic.fault, "the file is " + std::string(magic.what));
    if (start.starts_with("version https://git-lfs")) {
        const auto at = start.find("\nsize ");
        const std::string size =
            at == std::string_view::npos ? "" : firstLine(start.substr(at + 6)) + " bytes ";
        return refuse(Fault::LfsPointer, "only a Git LFS pointer was downloaded; the model of " + size +
                                             "is still to be fetched");
    }
    constexpr std::size_t kTarMagicAt = 257;
    if (start.size() > kTarMagicAt && start.substr(kTarMagicAt).starts_with("ustar"))
        return refuse(Fault::NotAModel, "the file is a tar archive; unpack it first");
    if (std::ranges::all_of(start, [](char c) { return c == 0; }))
        return refuse(Fault::NotAModel,
                      "the file is filled with zeros, as an interrupted download leaves it");
    std::string_view text = start;
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3);
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (text.starts_with('{') && start.find("\"weight_map\"") != std::string_view::npos)
        return refuse(Fault::UnsupportedFormat,
                      "the file is only the index of a model that lies in several files");
    if (text.starts_with('<') || text.starts_with("{\"error") || looksLikeText(start.substr(0, 512)))
        return refuse(Fault::HtmlOrText,
                      "this is a web page or a text, not a model; it begins \"" + firstLine(text) + "\"");
    if (start.size() <= 8)
        return refuse(Fault::Truncated, "the file is incomplete: it has only " +
                                            std::to_string(start.size()) + " bytes; download it again");
    return refuse(Fault::NotAModel, "the file is in no format that holds RWKV models");
}

struct Extension {
    std::string_view text, container;
};

/// What a name promises. (".bin" is used for several formats and promises nothing.)
constexpr std::array kExtensions{
    Extension{".pth", "pth"},   Extension{".pt", "pth"},
    Extension{".ckpt", "pth"},  Extension{".st", "safetensors"},
    Extension{".gguf", "gguf"}, Extension{".safetensors", "safetensors"},
    Extension{".zip", "zip"},   Extension{".state", "safetensors"},
};

void remarkOnExtension(const std::filesystem::path& path, IndexedFile& source) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto promise = std::ranges::find(kExtensions, extension, &Extension::text);
    if (promise != kExtensions.end() && promise->container != source.container())
        source.addRemark("the file's name ends in " + extension + ", its content is " +
                         std::string(source.container()));
}

} // namespace

std::string_view dtypeName(DType type) {
    constexpr std::array<std::string_view, 3> kNames{"F32", "F16", "BF16"};
    return kNames.at(static_cast<std::size_t>(type));
}

std::size_t dtypeSize(DType type) {
    return type == DType::F32 ? 4 : 2;
}

std::string shapeText(const Shape& shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return text + "]";
}

std::int64_t elementCount(const Shape& shape) {
    std::int64_t n = 1;
    for (const auto dimension : shape)
        n *= dimension;
    return n;
}

Result<std::unique_ptr<TensorSource>> openWeights(const std::filesystem::path& path) {
    auto file = MappedFile::open(path);
    if (!file)
        return Failure(file.error());
    const std::string_view start = head(*file, 16);
    Result<std::unique_ptr<IndexedFile>> source = fail(ErrorKind::Invalid, "");
    if (start.starts_with("PK\x03\x04") || start.starts_with("PK\x05\x06"))
        source = openTorchPth(std::move(*file));
    else if (looksLikeSafetensors(file->bytes()))
        source = openSafetensors(std::move(*file));
    else
        return refuseStranger(*file);
    if (!source)
        return Failure(source.error());
    remarkOnExtension(path, **source);
    return std::unique_ptr<TensorSource>(std::move(*source));
}

} // namespace aviary::engine

#include "app/catalog.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace aviary::app {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLongestName = 128;

/// Reads fields and keeps the first fault.
class Fields {
public:
    std::string text(const Json& json, const char* key) {
        const Json* value = find(json, key);
        if (value == nullptr || !value->is_string() || value->get_ref<const std::string&>().empty())
            return note(key);
        return value->get<std::string>();
    }
    /// Fit for a path.
    std::string name(const Json& json, const char* key) {
        constexpr std::string_view kAllowed =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
        std::string name = text(json, key);
        if (name.size() > kLongestName || name.starts_with('.') ||
            name.find_first_not_of(kAllowed) != std::string::npos)
            return note(key);
        return name;
    }
    CatalogModel::Texts texts(const Json& json, const char* key) {
        CatalogModel::Texts out;
        if (const Json* value = find(json, key); value != nullptr && value->is_object())
            for (const auto& [language, unused] : value->items())
                out[language] = text(*value, language.c_str());
        if (!out.contains("en"))
            note(key);
        return out;
    }
    CatalogFile file(const Json& json) {
        CatalogFile file{.name = name(json, "file"), .sha256 = text(json, "sha256")};
        if (file.sha256.size() != 64 ||
            file.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
            note("sha256");
        if (const Json* bytes = find(json, "bytes"); bytes != nullptr && bytes->is_number_unsigned())
            file.bytes = bytes->get<std::uint64_t>();
        if (file.bytes == 0)
            note("bytes");
        if (const Json* urls = find(json, "urls"); urls != nullptr && urls->is_array())
            for (const Json& url : *urls)
                file.urls.push_back(url.is_string() &&
                                            url.get_ref<const std::string&>().starts_with("https://")
                                        ? url.get<std::string>()
                                        : note("urls"));
        if (file.urls.empty())
            note("urls");
        return file;
    }
    const Json& entry(const Json& json, const std::string& key) {
        static const Json kNothing = Json::object();
        const Json* value = find(json, key.c_str());
        return value != nullptr ? *value : (note(key), kNothing);
    }
    const std::optional<std::string>& fault() const { return fault_; }

private:
    static const Json* find(const Json& json, const char* key) {
        const auto found = json.is_object() ? json.find(key) : json.end();
        return found == json.end() ? nullptr : &*found;
    }
    std::string note(const std::string& key) {
        if (!fault_)
            fault_ = key;
        return {};
    }
    std::optional<std::string> fault_;
};

CatalogModel readModel(const Json& json, const Json& vocabularies, Fields& fields) {
    return {.id = fields.name(json, "id"),
            .name = fields.text(json, "name"),
            .description = fields.texts(json, "description"),
            .languages = fields.texts(json, "languages"),
            .generation = fields.text(json, "generation"),
            .licence = fields.text(json, "licence"),
            .date = fields.text(json, "date"),
            .publisher = fields.name(json, "publisher"),
            .repository = fields.name(json, "repository"),
            .weights = fields.file(json),
            .vocabulary = fields.file(fields.entry(vocabularies, fields.text(json, "vocabulary")))};
}

} // namespace

Result<std::vector<CatalogModel>> parseCatalog(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    Fields fields;
    std::vector<CatalogModel> models;
    for (const Json& model : fields.entry(json, "models"))
        models.push_back(readModel(model, fields.entry(json, "vocabularies"), fields));
    if (fields.fault())
        return fail(ErrorKind::Corrupt,
                    "the catalogue has an entry without a proper \"" + printable(*fields.fault()) + "\"");
    return models;
}

} // namespace aviary::app

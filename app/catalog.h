// What can be downloaded.
#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aviary::app {

struct CatalogFile {
    std::string name{}; ///< [A-Za-z0-9._-], at most 128 characters, no leading dot
    std::uint64_t bytes = 0;
    std::string sha256{};
    std::vector<std::string> urls{}; ///< https; the publisher's first, then mirrors
};

struct CatalogModel {
    using Texts = std::map<std::string, std::string, std::less<>>; ///< by language; "en" is always there
    std::string id{};
    std::string name{};
    Texts description{};
    Texts languages{}; ///< that the model speaks
    std::string generation{};
    std::string licence{};
    std::string date{};                    ///< "2026-08-31"
    std::string publisher{}, repository{}; ///< spelled like file names
    CatalogFile weights{}, vocabulary{};
};

/// The file resources/catalog.json.
extern const std::string_view kCatalogText;

/// Errors: Corrupt, naming what is missing or wrong; one bad entry refuses the whole.
Result<std::vector<CatalogModel>> parseCatalog(std::string_view json);

} // namespace aviary::app

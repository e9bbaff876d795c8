// One GET request over a fresh connection.
#pragma once

#include "app/download/transfer_rules.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace aviary::download {

struct GetRequest {
    Address address;
    std::vector<std::string> headers{}; ///< "Name: value"
    Seconds stall{30}; ///< longest time until the headers are complete, and between two pieces of the body
    std::function<bool()> wanted{}; ///< asked ten times a second; false ends the request
};

struct GetEnd {
    enum class Why {
        Complete,  ///< as far as the protocol tells
        NotWanted, ///< onHead or onBody returned false
        Stopped,   ///< request.wanted returned false
        Stalled,
        Unreachable, ///< no connection
        Untrusted,   ///< no connection: the server's certificate does not prove who it is
        Broken,      ///< the connection, or the protocol
    };
    Why why;
    std::string details{};
};

/// Follows nothing, keeps no cookies, decodes no content. `onHead` sees the final answer's head once; then
/// `onBody` its body piece by piece.
GetEnd httpGet(const GetRequest& request, const std::function<bool(const ReplyHead&)>& onHead,
               const std::function<bool(std::span<const std::byte>)>& onBody);

} // namespace aviary::download

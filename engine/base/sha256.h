// SHA-256, by the system's libcrypto.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace aviary {

using Digest = std::array<std::byte, 32>;

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::span<const std::byte> bytes);
    /// The digest of everything added; the object may only be destroyed afterwards.
    Digest finish();

    static Digest of(std::span<const std::byte> bytes);

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// Lower-case hexadecimal.
std::string toHex(std::span<const std::byte> bytes);

} // namespace aviary

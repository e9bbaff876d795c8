// Little-endian cursor over bytes for every parser.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace aviary {

static_assert(std::endian::native == std::endian::little,
              "Aviary's file readers expect a little-endian machine");

/// Reads forward through a span. Reading past the end returns zeros and sets a failure flag that stays
/// set, so a format reads as its grammar and is checked where it matters.
class ByteReader {
public:
    explicit ByteReader(std::span<const std::byte> bytes)
        : bytes_(bytes) {}

    std::uint8_t u8() { return number<std::uint8_t>(); }
    std::uint16_t u16() { return number<std::uint16_t>(); }
    std::uint32_t u32() { return number<std::uint32_t>(); }
    std::uint64_t u64() { return number<std::uint64_t>(); }

    /// The next `count` bytes, or an empty span and failure.
    std::span<const std::byte> bytes(std::uint64_t count) {
        if (!ok_ || count > remaining()) {
            ok_ = false;
            return {};
        }
        const auto out = bytes_.subspan(position_, static_cast<std::size_t>(count));
        position_ += static_cast<std::size_t>(count);
        return out;
    }
    std::string_view text(std::uint64_t count) {
        const auto raw = bytes(count);
        return {reinterpret_cast<const char*>(raw.data()), raw.size()};
    }
    void skip(std::uint64_t count) { bytes(count); }
    /// Moves to an absolute position; past the end is a failure.
    void seek(std::uint64_t position) {
        if (position > bytes_.size())
            ok_ = false;
        else
            position_ = static_cast<std::size_t>(position);
    }

    bool ok() const { return ok_; }
    std::size_t position() const { return position_; }
    std::size_t remaining() const { return bytes_.size() - position_; }

private:
    template <class T> T number() {
        T value{};
        const auto raw = bytes(sizeof(T));
        if (raw.size() == sizeof(T))
            std::memcpy(&value, raw.data(), sizeof(T));
        return value;
    }

    std::span<const std::byte> bytes_;
    std::size_t position_ = 0;
    bool ok_ = true;
};

} // namespace aviary

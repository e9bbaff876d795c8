#include "app/download/fetch.h"

#include "app/download/http_get.h"
#include "app/download/pace.h"
#include "app/download/part_file.h"

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

namespace aviary::download {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kMostUnannounced = 1u << 30; ///< of a file whose size nobody told
constexpr auto kWaitStep = std::chrono::milliseconds(100);

Error networkError(std::string message, std::string_view code) {
    return {ErrorKind::Network, std::move(message), std::string(code)};
}

/// One attempt to get the rest of the file.
struct Try {
    enum class End {
        Whole,  ///< the body came to its end
        Again,  ///< after waiting
        AtOnce, ///< again without waiting
        GiveUp, ///< with this address
        Stopped,
    };
    End end;
    Error error{ErrorKind::Network, {}, {}};
    std::optional<Seconds> wait{}; ///< Again: what the server asked for
    bool reached = true;           ///< a server was reached
};

class Fetching {
public:
    Fetching(const FileSpec& spec, const FetchOptions& options, const FetchHooks& hooks)
        : spec_(spec)
        , options_(options)
        , pace_(hooks.onProgress)
        , wanted_(hooks.wanted) {}

    Result<Fetched> run();

private:
    Result<Fetched> fromSources(const std::vector<Address>& sources);
    /// Complete, stopped, or an error of this source.
    Result<Fetched> fromSource(const Address& source);
    Try tryOnce(const Address& source);
    Try ask(const Address& address, const Address& source, int hop, std::optional<Address>& next);
    Try judge(const GetEnd& end, const ReplyHead& head, int hop);

    bool takeHead(const ReplyHead& head);
    bool takeBody(std::span<const std::byte> bytes);
    bool takeBytes(const Result<void>& done);
    bool wait(Seconds seconds, const std::string& reason);
    bool wanted() const { return !wanted_ || wanted_(); }
    bool hasAll() const { return part_->facts().bytes == part_->size(); }
    Result<Fetched> finish();
    Expectation expectation() const;
    std::vector<std::string> headers(const Address& address, const Address& source) const;
    PartFacts emptyFacts() const { return {.bytes = spec_.bytes, .sha256 = spec_.sha256}; }

    const FileSpec& spec_;
    const FetchOptions& options_;
    Pace pace_;
    const std::function<bool()>& wanted_;

    std::optional<PartFile> part_;
    std::string source_;
    int requests_ = 0;
    bool fromZero_ = false; ///< the next request has no range
    bool linkRenewed_ = false;
    bool mismatched_ = false; ///< the hash was wrong once

    // of the answer that is arriving
    std::optional<Assessment> assessment_;
    bool tooLong_ = false;
    std::optional<Error> fault_; ///< of the disk, or of a body without end
};

Result<Fetched> Fetching::run() {
    std::vector<Address> sources;
    for (const std::string& url : spec_.urls) {
        auto address = parseAddress(url, options_.allowHttpLoopback);
        if (!address)
            return Failure(address.error());
        sources.push_back(std::move(*address));
    }
    if (sources.empty())
        return fail(ErrorKind::Invalid, "an address is missing");
    std::error_code error;
    if (fs::is_directory(spec_.out, error))
        return fail(ErrorKind::Invalid, spec_.out.filename().string() + " is a folder");
    if (!spec_.sha256.empty() && fs::is_regular_file(spec_.out, error)) {
        pace_.show({.step = FetchProgress::Step::Verifying});
        if (sha256OfFile(spec_.out) == spec_.sha256)
            return Fetched{true, fs::file_size(spec_.out, error), spec_.sha256, true};
    }
    auto fetched = fromSources(sources);
    // Whatever the reason for ending early: what arrived is kept.
    if (part_ && (!fetched || !fetched->complete))
        if (const auto kept = part_->checkpoint(); !kept && fetched)
            return Failure(kept.error());
    return fetched;
}

Result<Fetched> Fetching::fromSources(const std::vector<Address>& sources) {
    PartFacts facts = emptyFacts();
    facts.url = sources.front().url;
    auto part = PartFile::open(spec_.out, facts);
    if (!part)
        return Failure(part.error());
    part_.emplace(std::move(*part));
    for (std::size_t i = 0;; ++i) {
        const Address& source = sources[i % sources.size()];
        auto fetched = fromSource(source);
        if (fetched)
            return fetched;
        const Error& error = fetched.error();
        if (error.code == "HASH_MISMATCH") {
            if (std::exchange(mismatched_, true)) {
                part_->discard();
                part_.reset();
                return fetched;
            }
            if (const auto emptied = part_->restart(emptyFacts()); !emptied)
                return Failure(emptied.error());
            continue;
        }
        const bool ofSource = error.kind == ErrorKind::Network || error.code == "NET_CHANGED";
        if (!ofSource || requests_ >= kMostRequests || i + 1 >= sources.size())
            return fetched;
    }
}

Result<Fetched> Fetching::fromSource(const Address& source) {
    source_ = source.url;
    linkRenewed_ = false;
    // What another address sent is only continued where a hash will tell.
    fromZero_ = part_->facts().url != source.url && spec_.sha256.empty();
    std::mt19937 dice{std::random_device{}()};
    std::uint64_t most = part_->size();
    int failures = 0;
    while (true) {
        if (hasAll())
            return finish();
        if (!wanted())
            return Fetched{.bytes = part_->size()};
        const Try attempt = tryOnce(source);
        switch (attempt.end) {
        case Try::End::Whole:
            return finish();
        case Try::End::Stopped:
            return Fetched{.bytes = part_->size()};
        case Try::End::GiveUp:
            return Failure(attempt.error);
        case Try::End::Again:
        case Try::End::AtOnce:
            break;
        }
        failures = part_->size() > most ? 0 : failures + 1;
        most = std::max(most, part_->size());
        if (failures >= (attempt.reached ? kMostTries : kMostTriesUnreachable))
            return Failure(attempt.error);
        if (attempt.end == Try::End::AtOnce)
            continue;
        if (attempt.wait.value_or(Seconds(0)) > kLongestRetryAfter)
            return fail(ErrorKind::Network,
                        "the server asks to come back in " +
                            std::to_string(static_cast<std::int64_t>(attempt.wait->count() / 60) + 1) +
                            " minutes",
                        "NET_LIMIT");
        const double chance = std::uniform_real_distribution(0.0, 1.0)(dice);
        if (!wait(std::max(attempt.wait.value_or(Seconds(0)), backOff(std::max(failures, 1), chance)),
                  attempt.error.message))
            return Fetched{.bytes = part_->size()};
    }
}

/// From the first address through its redirects to the body.
Try Fetching::tryOnce(const Address& source) {
    Address address = source;
    for (int hop = 0; hop <= kMostRedirects; ++hop) {
        if (requests_ >= kMostRequests)
            return {Try::End::GiveUp,
                    networkError("this file took " + std::to_string(kMostRequests) + " requests already",
                                 "NET_LIMIT")};
        std::optional<Address> next;
        auto ended = ask(address, source, hop, next);
        if (!next)
            return ended;
        address = std::move(*next);
    }
    return {Try::End::GiveUp,
            networkError("the server sent us on more than " + std::to_string(kMostRedirects) + " times",
                         "NET_REFUSED")};
}

/// One request. `next` is where a redirect leads; then the returned value means nothing.
Try Fetching::ask(const Address& address, const Address& source, int hop, std::optional<Address>& next) {
    ++requests_;
    assessment_.reset();
    fault_.reset();
    tooLong_ = false;
    ReplyHead head;
    pace_.show(
        {.step = FetchProgress::Step::Connecting, .done = part_->size(), .total = part_->facts().bytes});
    const GetEnd end = httpGet(
        {.address = address,
         .headers = headers(address, source),
         .stall = options_.stall,
         .wanted =
             [&] {
                 // Also while nothing arrives, so that the speed shown sinks.
                 if (assessment_)
                     pace_.count(part_->size(), part_->facts().bytes);
                 return wanted();
             }},
        [&](const ReplyHead& seen) { return takeHead(head = seen); },
        [&](std::span<const std::byte> bytes) { return takeBody(bytes); });
    if (assessment_ && assessment_->verdict == Verdict::Redirect) {
        if (auto other = announcesAnotherFile(head, expectation()))
            return {Try::End::GiveUp, std::move(*other)};
        auto onward = followRedirect(address, head.header("location"), options_.allowHttpLoopback);
        if (!onward)
            return {Try::End::GiveUp, onward.error()};
        next = std::move(*onward);
        return {Try::End::AtOnce};
    }
    return judge(end, head, hop);
}

Try Fetching::judge(const GetEnd& end, const ReplyHead& head, int hop) {
    using Why = GetEnd::Why;
    if (fault_)
        return {Try::End::GiveUp, *fault_};
    if (tooLong_ && spec_.sha256.empty()) {
        if (const auto emptied = part_->restart(emptyFacts()); !emptied)
            return {Try::End::GiveUp, emptied.error()};
        return {Try::End::GiveUp,
                {ErrorKind::Corrupt, "the server sent more bytes than the file has", "NET_CHANGED"}};
    }
    if (hasAll())
        return {Try::End::Whole};
    if (assessment_) {
        const Verdict verdict = assessment_->verdict;
        if (verdict == Verdict::Refuse)
            return {Try::End::GiveUp, assessment_->error};
        if (verdict == Verdict::ExpiredLink) {
            const bool again = hop > 0 && !std::exchange(linkRenewed_, true);
            return {again ? Try::End::AtOnce : Try::End::GiveUp, assessment_->error};
        }
        if (verdict == Verdict::AskFromZero) {
            fromZero_ = true;
            return {Try::End::AtOnce, assessment_->error};
        }
        if (verdict == Verdict::TryLater)
            return {Try::End::Again, assessment_->error,
                    parseRetryAfter(head.header("retry-after"), std::chrono::system_clock::now())};
        // A body of unknown length is whole when something besides the connection's end says so.
        if (end.why == Why::Complete && !part_->facts().bytes &&
            (assessment_->framed || !spec_.sha256.empty()))
            return {Try::End::Whole};
    }
    switch (end.why) {
    case Why::Stopped:
        return {Try::End::Stopped};
    case Why::Stalled:
        return {Try::End::Again, networkError("the server stopped sending", "NET_STALLED")};
    case Why::Untrusted:
        return {Try::End::GiveUp,
                networkError("the server could not prove who it is: " + end.details, "NET_TLS")};
    case Why::Unreachable:
        return {.end = Try::End::Again,
                .error = networkError("the server cannot be reached: " + end.details, "NET_OFFLINE"),
                .reached = false};
    default:
        return {Try::End::Again, networkError("the connection broke: " + end.details, "NET_OFFLINE")};
    }
}

bool Fetching::takeHead(const ReplyHead& head) {
    assessment_ = assess(head, expectation());
    const Verdict verdict = assessment_->verdict;
    if (verdict != Verdict::Append && verdict != Verdict::FromZero)
        return false;
    if (verdict == Verdict::FromZero) {
        fromZero_ = false;
        const PartFacts facts{.url = source_,
                              .bytes = assessment_->bytes,
                              .sha256 = spec_.sha256,
                              .validator = validatorOf(head)};
        if (!takeBytes(part_->restart(facts)))
            return false;
    }
    return takeBytes(needSpace(spec_.out, part_->facts().bytes.value_or(part_->size()) - part_->size()));
}

bool Fetching::takeBody(std::span<const std::byte> bytes) {
    const auto total = part_->facts().bytes;
    const std::uint64_t limit = total ? *total : std::min(kMostUnannounced, freeSpace(spec_.out) / 2);
    const std::uint64_t room = limit - std::min(limit, part_->size());
    tooLong_ = bytes.size() > room;
    if (tooLong_ && !total) {
        fault_ = networkError("the server does not say how large the file is, and it has more than " +
                                  std::to_string(limit >> 20) + " MiB",
                              "NET_LIMIT");
        return false;
    }
    if (!takeBytes(part_->append(
            bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), room))))))
        return false;
    pace_.count(part_->size(), total);
    return !tooLong_;
}

/// False keeps the fault.
bool Fetching::takeBytes(const Result<void>& done) {
    if (done)
        return true;
    fault_ = done.error();
    if (fault_->code == "DISK_FULL" && part_->facts().bytes)
        if (const auto space = needSpace(spec_.out, *part_->facts().bytes - part_->size()); !space)
            fault_ = space.error(); // it says how much is missing
    return false;
}

/// False: given up while waiting.
bool Fetching::wait(Seconds seconds, const std::string& reason) {
    const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(seconds);
    while (Clock::now() < until) {
        if (!wanted())
            return false;
        pace_.show({.step = FetchProgress::Step::Waiting,
                    .done = part_->size(),
                    .total = part_->facts().bytes,
                    .waitSeconds = Seconds(until - Clock::now()).count(),
                    .reason = reason});
        std::this_thread::sleep_for(kWaitStep);
    }
    return true;
}

Result<Fetched> Fetching::finish() {
    pace_.show({.step = FetchProgress::Step::Verifying, .done = part_->size(), .total = part_->size()});
    const std::string seen = part_->sha256();
    if (!spec_.sha256.empty() && seen != spec_.sha256)
        return fail(ErrorKind::Corrupt,
                    "the file that arrived is not the one expected: SHA-256 " + seen + " instead of " +
                        spec_.sha256,
                    "HASH_MISMATCH");
    if (const auto named = part_->finish(); !named)
        return Failure(named.error());
    return Fetched{true, part_->size(), seen, !spec_.sha256.empty()};
}

Expectation Fetching::expectation() const {
    const PartFacts& facts = part_->facts();
    const bool canContinue = !fromZero_ && !facts.validator.empty();
    return {.have = canContinue ? part_->size() : 0,
            .bytes = spec_.bytes                        ? spec_.bytes
                     : canContinue && part_->size() > 0 ? facts.bytes
                                                        : std::nullopt,
            .sha256 = spec_.sha256,
            .validator = facts.validator};
}

std::vector<std::string> Fetching::headers(const Address& address, const Address& source) const {
    std::vector<std::string> lines;
    if (!spec_.token.empty() && address.origin == source.origin)
        lines.push_back("Authorization: Bearer " + spec_.token);
    if (const Expectation expected = expectation(); expected.have > 0) {
        lines.push_back("Range: bytes=" + std::to_string(expected.have) + "-");
        lines.push_back("If-Range: " + expected.validator.text());
    }
    return lines;
}

} // namespace

Result<Fetched> fetch(const FileSpec& spec, const FetchOptions& options, const FetchHooks& hooks) {
    return Fetching(spec, options, hooks).run();
}

void discardPart(const fs::path& out) {
    std::error_code ignored;
    fs::remove(notesOf(out), ignored);
    fs::remove(partOf(out), ignored);
}

} // namespace aviary::download

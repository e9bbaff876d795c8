// fetch: one file from the net, verified.
#include "app/download/fetch.h"

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/paths.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <limits>

namespace aviary::cli {
namespace {

using namespace download;
using Step = FetchProgress::Step;

constexpr std::string_view kPartKept = "what arrived is kept";

std::string mebibytes(double bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f MiB", bytes / (1 << 20));
    return text;
}

std::string describe(const FetchProgress& progress) {
    std::string line = mebibytes(static_cast<double>(progress.done));
    if (progress.total && *progress.total > 0)
        line += " of " + mebibytes(static_cast<double>(*progress.total)) + " (" +
                std::to_string(progress.done * 100 / *progress.total) + " %)";
    switch (progress.step) {
    case Step::Connecting:
        return line + ", connecting";
    case Step::Receiving:
        return progress.bytesPerSecond > 0 ? line + ", " + mebibytes(progress.bytesPerSecond) + "/s" : line;
    case Step::Waiting:
        return line + ", " + progress.reason + ", next try in " +
               std::to_string(static_cast<int>(progress.waitSeconds) + 1) + " s";
    case Step::Verifying:
        return line + ", verifying";
    }
    return line;
}

/// One line that is written over on a terminal; elsewhere a line for every step and every ten seconds.
class ProgressLine {
public:
    void show(const FetchProgress& progress) {
        const auto now = std::chrono::steady_clock::now();
        if (errorIsTerminal()) {
            shown_ = true;
            std::fprintf(stderr, "\r\033[K%s", describe(progress).c_str());
        } else if (step_ != progress.step || now - last_ > std::chrono::seconds(10)) {
            note(describe(progress));
            last_ = now;
        }
        step_ = progress.step;
    }
    void end() const {
        if (shown_)
            std::fputs("\r\033[K", stderr);
    }

private:
    bool shown_ = false;
    std::optional<Step> step_;
    std::chrono::steady_clock::time_point last_{};
};

Result<std::string> hashOption(const Arguments& arguments) {
    std::string hash = arguments.text("--sha256").value_or("");
    std::ranges::transform(hash, hash.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool fits = hash.size() == 64 && hash.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (arguments.has("--sha256") && !fits)
        return fail(ErrorKind::Invalid, "--sha256 is 64 hexadecimal digits, not " + printable(hash));
    return hash;
}

std::string_view keptAfter(const Error& error) {
    if (error.code == "HASH_MISMATCH")
        return "nothing was kept";
    return error.kind == ErrorKind::Invalid || error.kind == ErrorKind::Busy ? "nothing was changed"
                                                                             : kPartKept;
}

Result<int> fetchFile(Arguments& arguments) {
    const auto out = arguments.text("--out");
    const auto hash = hashOption(arguments);
    const std::int64_t size = arguments.integer("--size", -1, 0, std::numeric_limits<std::int64_t>::max());
    const float stall = arguments.real("--stall-timeout", 30, 0.1F, 3600);
    if (const auto checked = arguments.check(); !checked)
        return Failure(checked.error());
    if (!hash)
        return Failure(hash.error());
    if (!out || out->empty())
        return fail(ErrorKind::Invalid, "fetch needs --out FILE");
    FileSpec spec{.urls = {arguments.operands()[0]},
                  .out = app::pathFromUtf8(*out),
                  .sha256 = *hash,
                  .token = arguments.text("--token").value_or("")};
    if (size >= 0)
        spec.bytes = static_cast<std::uint64_t>(size);

    ProgressLine line;
    const auto fetched = fetch(spec,
                               {.stall = std::chrono::duration<double>(stall),
                                .allowHttpLoopback = arguments.has("--allow-http-loopback")},
                               {.onProgress = [&](const FetchProgress& progress) { line.show(progress); },
                                .wanted = [] { return !interrupted(); }});
    line.end();
    const bool json = arguments.has("--json");
    if (!fetched)
        return report(fetched.error(), json, keptAfter(fetched.error()));
    if (!fetched->complete) {
        note("interrupted · " + std::string(kPartKept) + " · run the command again to go on");
        return kInterrupted;
    }
    if (!fetched->verified)
        note("not verified: no hash was given to compare with");
    if (json)
        printJson({{"file", *out},
                   {"bytes", fetched->bytes},
                   {"sha256", fetched->sha256},
                   {"verified", fetched->verified}});
    else
        print(fetched->sha256 + "  " + *out + "\n");
    return 0;
}

const std::vector<Option> kOptions{
    {"--out", "FILE", "where the file goes; until it is verified it is FILE.part"},
    {"--sha256", "HASH", "refuse any other file"},
    {"--size", "BYTES", "refuse a file of another size"},
    {"--token", "TOKEN", "sent to the host of URL, and to no other"},
    {"--stall-timeout", "SECONDS", "connect anew when nothing arrives for so long; default 30"},
    {"--allow-http-loopback", "", "also fetch plain http from this computer"},
};

} // namespace

Command fetchCommand() {
    return {"fetch",  "URL",    "downloads one file, goes on where it stopped, and verifies it", 1, 1,
            kOptions, fetchFile};
}

} // namespace aviary::cli

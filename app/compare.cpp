#include "app/compare.h"

#include "app/library.h"
#include "app/paths.h"
#include "app/prompt.h"
#include "app/reply_channel.h"
#include "engine/engine.h"

#include <QTimer>

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace aviary::app {
namespace {

constexpr int kDrainMs = 33;
constexpr int kMaxTokens = 512;

/// Where the engine's thread leaves a model for the UI's.
class LoadSlot {
public:
    using Outcome = Result<engine::ModelRef>;

    void add(const engine::Event& event) {
        const std::lock_guard lock(mutex_);
        if (const auto* loaded = std::get_if<engine::Loaded>(&event))
            outcome_ = loaded->model;
        else if (const auto* error = std::get_if<Error>(&event))
            outcome_ = Failure(*error);
    }
    /// Once, when it is there.
    std::optional<Outcome> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(outcome_, std::nullopt);
    }

private:
    std::mutex mutex_;
    std::optional<Outcome> outcome_;
};

/// One model's part of a comparison: first it is loaded, then it answers.
struct Pane {
    enum class Stage { Waiting, Loading, Answering, Over };
    QString modelId;
    Stage stage = Stage::Waiting;
    std::shared_ptr<LoadSlot> loading{};
    std::shared_ptr<ReplyChannel> answering{};
    engine::JobId job = 0;
    engine::ModelRef model{};
    qint64 characters = 0;

    bool runs() const { return stage == Stage::Loading || stage == Stage::Answering; }
};

CompareFigures figuresOf(const Pane& pane, const engine::Finished& run) {
    CompareFigures figures;
    figures.tokens = static_cast<qint64>(run.kept.size());
    figures.firstTokenSeconds = run.firstTokenSeconds;
    if (run.promptSeconds > 0)
        figures.readTokensPerSecond = static_cast<double>(run.promptTokens) / run.promptSeconds;
    if (run.decodeSeconds > 0) {
        figures.tokensPerSecond = static_cast<double>(run.reply.size() - 1) / run.decodeSeconds;
        figures.charactersPerSecond = static_cast<double>(pane.characters) / run.decodeSeconds;
    }
    figures.weightBytes = static_cast<qint64>(pane.model->info().weightBytes);
    figures.stateBytes = static_cast<qint64>(pane.model->info().stateBytes);
    return figures;
}

} // namespace

class Compare::Impl {
public:
    Impl(Compare& owner, engine::Engine& engine, const Library& library)
        : owner_(owner)
        , engine_(engine)
        , library_(library) {
        timer_.setInterval(kDrainMs);
        QObject::connect(&timer_, &QTimer::timeout, &owner, [this] { drain(); });
    }
    ~Impl() { cancel(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void run(const QStringList& models, const QString& prompt, std::uint64_t seed, bool together) {
        cancel();
        panes_.clear();
        for (const QString& id : models)
            panes_.push_back({.modelId = id});
        prompt_ = prompt.toStdString();
        seed_ = seed;
        together_ = together;
        timer_.start();
        beginWaiting();
    }

    void stop() {
        for (Pane& pane : panes_)
            if (pane.stage == Pane::Stage::Waiting)
                pane.stage = Pane::Stage::Over;
        cancel();
    }

    bool running() const { return timer_.isActive(); }

private:
    void cancel() {
        for (const Pane& pane : panes_)
            if (pane.runs())
                engine_.cancel(pane.job);
    }

    void beginWaiting() {
        for (Pane& pane : panes_) {
            if (!together_ && std::ranges::any_of(panes_, &Pane::runs))
                return;
            if (pane.stage == Pane::Stage::Waiting)
                begin(pane);
        }
    }

    void begin(Pane& pane) {
        emit owner_.started(indexOf(pane));
        if (auto model = library_.loaded(pane.modelId))
            return answer(pane, std::move(model));
        const LibraryModel* entry = library_.find(pane.modelId);
        if (entry == nullptr)
            return fail(
                pane,
                {ErrorKind::NotFound, "the model " + pane.modelId.toStdString() + " is not in the list", {}});
        pane.stage = Pane::Stage::Loading;
        pane.loading = std::make_shared<LoadSlot>();
        pane.job = engine_.load({.path = pathFromUtf8(entry->path.toStdString())},
                                [slot = pane.loading](const engine::Event& event) { slot->add(event); });
    }

    void answer(Pane& pane, engine::ModelRef model) {
        pane.model = std::move(model);
        if (const auto known = pane.model->requireTokenizer(); !known)
            return fail(pane, known.error());
        const ChatFamily& family = chatFamily(pane.model->info().chatFamily);
        engine::GenerateRequest request{.model = pane.model,
                                        .from = {},
                                        .sampling = family.sampling,
                                        .stop = family.stops,
                                        .maxTokens = kMaxTokens};
        request.from.unread = pane.model->tokenizer().encode(framePrompt(family, {}, {}, prompt_));
        request.sampling.seed = seed_;
        pane.stage = Pane::Stage::Answering;
        pane.answering = std::make_shared<ReplyChannel>();
        pane.job =
            engine_.generate(std::move(request),
                             [channel = pane.answering](const engine::Event& event) { channel->add(event); });
    }

    void fail(Pane& pane, const Error& error) {
        close(pane);
        emit owner_.failed(indexOf(pane), error);
    }

    void close(Pane& pane) {
        pane.stage = Pane::Stage::Over;
        pane.loading.reset();
        pane.answering.reset();
    }

    void drain() {
        for (Pane& pane : panes_) {
            if (pane.stage == Pane::Stage::Loading)
                drainLoading(pane);
            else if (pane.stage == Pane::Stage::Answering)
                drainAnswer(pane);
        }
        beginWaiting();
        if (!std::ranges::all_of(panes_, [](const Pane& p) { return p.stage == Pane::Stage::Over; }))
            return;
        timer_.stop();
        panes_.clear(); // gives the models' memory back
        emit owner_.ended();
    }

    void drainLoading(Pane& pane) {
        auto outcome = pane.loading->take();
        if (!outcome)
            return;
        if (*outcome)
            answer(pane, std::move(**outcome));
        else
            fail(pane, outcome->error());
    }

    void drainAnswer(Pane& pane) {
        const ReplyChannel::News news = pane.answering->drain();
        const QString text = QString::fromStdString(news.text);
        pane.characters += text.size();
        if (!text.isEmpty())
            emit owner_.grew(indexOf(pane), text);
        if (!news.closing)
            return;
        if (const auto* error = std::get_if<Error>(&*news.closing))
            return fail(pane, *error);
        const CompareFigures figures = figuresOf(pane, std::get<engine::Finished>(*news.closing));
        close(pane);
        emit owner_.finished(indexOf(pane), figures);
    }

    int indexOf(const Pane& pane) const { return static_cast<int>(&pane - panes_.data()); }

    Compare& owner_;
    engine::Engine& engine_;
    const Library& library_;
    QTimer timer_;
    std::vector<Pane> panes_;
    std::string prompt_;
    std::uint64_t seed_ = 0;
    bool together_ = false;
};

Compare::Compare(engine::Engine& engine, const Library& library, QObject* parent)
    : QObject(parent)
    , impl_(std::make_unique<Impl>(*this, engine, library)) {}
Compare::~Compare() = default;

void Compare::run(const QStringList& models, const QString& prompt, std::uint64_t seed, bool together) {
    impl_->run(models, prompt, seed, together);
}

void Compare::stop() {
    impl_->stop();
}

bool Compare::running() const {
    return impl_->running();
}

} // namespace aviary::app

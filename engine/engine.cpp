#include "engine/engine.h"

#include "engine/base/thread_pool.h"
#include "engine/reply_job.h"
#include "engine/workspace.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace aviary::engine {
namespace {

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct LoadJob {
    JobId id;
    LoadOptions options;
    Listener listener;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    std::atomic<bool> cancelled{false};
};

} // namespace

class Engine::Impl {
public:
    explicit Impl(int threads)
        : pool_(threads > 0 ? threads : physicalCores())
        , workspace_(pool_)
        , computing_([this] { compute(); })
        , loading_([this] { loadModels(); }) {}

    ~Impl() {
        {
            const std::scoped_lock lock(mutex_);
            stopping_ = true;
            for (const auto& [id, job] : replies_)
                job->cancel();
            for (const auto& job : loads_)
                job->cancelled = true;
        }
        loadWanted_.notify_all();
        loading_.join();
        {
            const std::scoped_lock lock(mutex_);
            loadsOver_ = true;
        }
        wanted_.notify_all();
        computing_.join();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    JobId load(LoadOptions options, Listener listener) {
        const std::scoped_lock lock(mutex_);
        auto job = std::make_shared<LoadJob>();
        job->id = ++lastId_;
        job->options = std::move(options);
        job->listener = std::move(listener);
        loads_.push_back(job);
        loadWanted_.notify_one();
        return job->id;
    }

    JobId generate(GenerateRequest request, Listener listener) {
        auto job = std::make_shared<ReplyJob>(std::move(request), std::move(listener));
        const std::scoped_lock lock(mutex_);
        const JobId id = ++lastId_;
        replies_.emplace(id, job);
        wanted_.notify_one();
        return id;
    }

    void cancel(JobId id) {
        const std::scoped_lock lock(mutex_);
        if (const auto reply = replies_.find(id); reply != replies_.end())
            reply->second->cancel();
        for (const auto& job : loads_)
            if (job->id == id)
                job->cancelled = true;
    }

private:
    // The engine thread: reports what the loading thread has to say, then advances every reply by one slice.
    void compute() {
        std::map<JobId, std::shared_ptr<ReplyJob>> running;
        std::unique_lock lock(mutex_);
        for (;;) {
            wanted_.wait(lock, [&] {
                return !running.empty() || !reports_.empty() || running.size() != replies_.size() ||
                       (stopping_ && loadsOver_);
            });
            if (stopping_ && loadsOver_ && replies_.empty() && reports_.empty())
                return;
            auto reports = std::exchange(reports_, {});
            std::vector<std::shared_ptr<ReplyJob>> fresh;
            for (const auto& [id, job] : replies_)
                if (running.emplace(id, job).second)
                    fresh.push_back(job);
            lock.unlock();
            for (const auto& report : reports)
                report();
            for (const auto& job : fresh)
                job->accept();
            advance(running);
            lock.lock();
            std::erase_if(running, [&](const auto& entry) {
                return entry.second->over() && replies_.erase(entry.first) > 0;
            });
        }
    }

    void advance(const std::map<JobId, std::shared_ptr<ReplyJob>>& running) {
        std::map<const Model*, std::vector<ReplyJob*>> decoding;
        for (const auto& [id, job] : running) {
            if (job->over())
                continue;
            if (job->reading())
                job->readPrompt(workspace_);
            else
                decoding[&job->model()].push_back(job.get());
        }
        for (const auto& [model, jobs] : decoding) {
            std::vector<Lane> lanes;
            for (ReplyJob* job : jobs)
                lanes.push_back(job->lane());
            model->generation().forward(lanes, workspace_);
            for (ReplyJob* job : jobs)
                job->stepDone();
        }
    }

    // Runs `report` on the engine thread.
    void report(std::function<void()> report) {
        const std::scoped_lock lock(mutex_);
        reports_.push_back(std::move(report));
        wanted_.notify_one();
    }

    void loadModels() {
        for (;;) {
            std::shared_ptr<LoadJob> job;
            {
                std::unique_lock lock(mutex_);
                loadWanted_.wait(lock, [&] { return stopping_ || !loads_.empty(); });
                if (loads_.empty())
                    return;
                job = loads_.front();
            }
            std::uint64_t last = 0;
            auto model = Model::load(job->options, [&](double share) {
                const auto thousandths = static_cast<std::uint64_t>(share * 1000);
                if (thousandths >= last + 10) {
                    last = thousandths;
                    report([job, thousandths] {
                        job->listener(Progress{thousandths, 1000, secondsSince(job->start)});
                    });
                }
                return !job->cancelled;
            });
            report([job, model = std::move(model)] {
                if (model)
                    job->listener(Loaded{*model, secondsSince(job->start)});
                else
                    job->listener(model.error());
            });
            const std::scoped_lock lock(mutex_);
            std::erase(loads_, job);
        }
    }

    ThreadPool pool_;
    Workspace workspace_;

    std::mutex mutex_; // guards what follows
    std::condition_variable wanted_, loadWanted_;
    bool stopping_ = false, loadsOver_ = false;
    JobId lastId_ = 0;
    std::map<JobId, std::shared_ptr<ReplyJob>> replies_;
    std::deque<std::shared_ptr<LoadJob>> loads_;
    std::vector<std::function<void()>> reports_;

    std::thread computing_, loading_; // last, so that everything above is there before they start
};

Engine::Engine(int threads)
    : impl_(std::make_unique<Impl>(threads)) {}
Engine::~Engine() = default;

JobId Engine::load(LoadOptions options, Listener listener) {
    return impl_->load(std::move(options), std::move(listener));
}

JobId Engine::generate(GenerateRequest request, Listener listener) {
    return impl_->generate(std::move(request), std::move(listener));
}

void Engine::cancel(JobId job) {
    impl_->cancel(job);
}

} // namespace aviary::engine

#include "app/store_thread.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace aviary::app {

class StoreThread::Impl {
public:
    explicit Impl(std::unique_ptr<store::Store> store)
        : store_(std::move(store))
        , thread_([this] { loop(); }) {}

    /// Works the queue off, then closes the store.
    void finish() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }

    void post(std::function<void(store::Store&)> work) {
        {
            const std::lock_guard lock(mutex_);
            queue_.push_back(std::move(work));
        }
        wake_.notify_one();
    }

    QObject home; ///< lives on the thread that made it; results are delivered through its event queue

private:
    // Housekeeping follows the last of a run of work, once.
    void loop() {
        bool worked = false;
        std::unique_lock lock(mutex_);
        for (;;) {
            if (queue_.empty() && worked) {
                worked = false;
                lock.unlock();
                store_->idle();
                lock.lock();
            }
            wake_.wait(lock, [this] { return closing_ || !queue_.empty(); });
            if (queue_.empty())
                break;
            auto work = std::move(queue_.front());
            queue_.pop_front();
            lock.unlock();
            work(*store_);
            work = nullptr; // what it holds goes here, not under the lock
            worked = true;
            lock.lock();
        }
        lock.unlock();
        store_.reset();
    }

    std::unique_ptr<store::Store> store_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void(store::Store&)>> queue_;
    bool closing_ = false;
    std::thread thread_; // last: it uses everything above
};

StoreThread::StoreThread(std::unique_ptr<store::Store> store)
    : impl_(std::make_unique<Impl>(std::move(store))) {}

StoreThread::~StoreThread() {
    impl_->finish();
}

void StoreThread::post(std::function<void(store::Store&)> work) {
    impl_->post(std::move(work));
}

void StoreThread::deliver(std::function<void()> call) {
    QMetaObject::invokeMethod(&impl_->home, std::move(call), Qt::QueuedConnection);
}

} // namespace aviary::app

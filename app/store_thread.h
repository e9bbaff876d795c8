// The thread that owns the store.
#pragma once

#include "app/store/store.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <type_traits>

namespace aviary::app {

/// Runs closures, in order, on the thread that owns the Store, and hands results back to the thread of a
/// QObject. The destructor finishes everything that was asked for.
class StoreThread {
public:
    /// Takes an open store over.
    explicit StoreThread(std::unique_ptr<store::Store> store);
    ~StoreThread();
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;

    /// Runs `work(Store&)` there, then `done(result)` on the thread that made this object, where `receiver`
    /// lives too, unless the receiver is gone by then.
    template <class Work, class Done> void run(QObject* receiver, Work work, Done done) {
        post([this, receiver = QPointer<QObject>(receiver), work = std::move(work),
              done = std::move(done)](store::Store& store) mutable {
            auto result = std::make_shared<std::invoke_result_t<Work, store::Store&>>(work(store));
            deliver([receiver, result, done = std::move(done)]() mutable {
                if (receiver)
                    done(std::move(*result));
            });
        });
    }
    /// Runs `work(Store&)` there; nobody waits for it.
    void post(std::function<void(store::Store&)> work);

private:
    /// Runs `call` on the thread that made this object.
    void deliver(std::function<void()> call);
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace aviary::app

#include "app/store_thread.h"
#include "tests/store/store_fixture.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
#include <future>
#include <set>
#include <thread>

namespace aviary::app {

using store::Store;

class StoreThreadTest : public QObject {
    Q_OBJECT
private slots:
    void init() {
        place_ = std::make_unique<QTemporaryDir>();
        thread_ = std::make_unique<StoreThread>(open());
    }
    void cleanup() { thread_.reset(); }

    void workRunsInOrderOnOneOtherThread() {
        std::vector<int> order;
        std::set<std::thread::id> threads;
        for (int i = 0; i < 1000; ++i)
            thread_->post([&order, &threads, i](Store&) {
                order.push_back(i);
                threads.insert(std::this_thread::get_id());
            });
        thread_.reset(); // everything is done when this returns
        QCOMPARE(order.size(), std::size_t{1000});
        QVERIFY(std::is_sorted(order.begin(), order.end()));
        QCOMPARE(threads.size(), std::size_t{1});
        QVERIFY(!threads.contains(std::this_thread::get_id()));
    }

    void resultsComeBackToTheThreadThatAsked() {
        QObject receiver;
        std::optional<store::ConversationId> id;
        QThread* deliveredOn = nullptr;
        thread_->run(
            &receiver, [](Store& store) { return store.createConversation("talk", "model"); },
            [&](Result<store::ConversationId> created) {
                id = *created;
                deliveredOn = QThread::currentThread();
            });
        QVERIFY(!id);
        QTRY_VERIFY(id.has_value());
        QCOMPARE(deliveredOn, QThread::currentThread());
        std::optional<std::string> title;
        thread_->run(
            &receiver, [id](Store& store) { return store.conversation(*id); },
            [&](Result<store::Conversation> found) { title = found->title; });
        QTRY_COMPARE(title, std::optional<std::string>("talk"));
    }

    void resultsComeBackInTheOrderOfTheWork() {
        QObject receiver;
        std::vector<int> order;
        for (int i = 0; i < 100; ++i)
            thread_->run(
                &receiver, [i](Store&) { return i; }, [&order](int i) { order.push_back(i); });
        QTRY_COMPARE(order.size(), std::size_t{100});
        QVERIFY(std::is_sorted(order.begin(), order.end()));
    }

    void aResultWhoseReceiverIsGoneIsDropped() {
        auto receiver = std::make_unique<QObject>();
        bool delivered = false, worked = false, later = false;
        thread_->run(
            receiver.get(),
            [&worked](Store&) {
                worked = true;
                return 1;
            },
            [&delivered](int) { delivered = true; });
        receiver.reset();
        QObject other;
        thread_->run(
            &other, [](Store&) { return 2; }, [&later](int) { later = true; });
        QTRY_VERIFY(later);
        QVERIFY(worked);
        QVERIFY(!delivered);
    }

    void theDestructorFinishesWhatWasAskedFor() {
        std::promise<void> gate;
        thread_->post([opened = gate.get_future().share()](Store&) { opened.wait(); });
        for (int i = 0; i < 50; ++i)
            thread_->post(
                [](Store& store) { QVERIFY(store.createConversation("queued", "model").has_value()); });
        gate.set_value();
        thread_.reset();
        QCOMPARE(open()->conversations()->size(), std::size_t{50});
    }

    void workMayAskForMoreWork() {
        int depth = 0;
        auto* thread = thread_.get();
        std::promise<void> done;
        std::function<void(Store&)> again = [&](Store&) {
            if (++depth < 10)
                thread->post(again);
            else
                done.set_value();
        };
        thread_->post(again);
        done.get_future().wait();
        QCOMPARE(depth, 10);
    }

private:
    std::unique_ptr<Store> open() { return store::need(Store::open(place_->filePath("data").toStdString())); }
    std::unique_ptr<QTemporaryDir> place_;
    std::unique_ptr<StoreThread> thread_;
};

} // namespace aviary::app

QTEST_GUILESS_MAIN(aviary::app::StoreThreadTest)
#include "store_thread_test.moc"

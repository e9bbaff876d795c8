#include "app/desktop/network_wall.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QQmlAbstractUrlInterceptor>
#include <QQmlEngine>
#include <QQmlNetworkAccessManagerFactory>

namespace aviary::desktop {
namespace {

class RefusedReply final : public QNetworkReply {
public:
    RefusedReply(const QNetworkRequest& request, QObject* parent)
        : QNetworkReply(parent) {
        setRequest(request);
        setUrl(request.url());
        setError(ContentAccessDenied, QStringLiteral("refused"));
        setFinished(true);
        QMetaObject::invokeMethod(this, &QNetworkReply::finished, Qt::QueuedConnection);
    }
    void abort() override {}

protected:
    qint64 readData(char*, qint64) override { return -1; }
};

class RefusingManager final : public QNetworkAccessManager {
public:
    using QNetworkAccessManager::QNetworkAccessManager;

protected:
    QNetworkReply* createRequest(Operation, const QNetworkRequest& request, QIODevice*) override {
        return new RefusedReply(request, this);
    }
};

class RefusingFactory final : public QQmlNetworkAccessManagerFactory {
public:
    QNetworkAccessManager* create(QObject* parent) override { return new RefusingManager(parent); }
};

class BuiltInOnly final : public QQmlAbstractUrlInterceptor {
public:
    QUrl intercept(const QUrl& url, DataType type) override {
        // Qt's own modules come from its installation; pictures and other data only from the program.
        const bool code = type == QmlFile || type == JavaScriptFile || type == QmldirFile;
        if (url.scheme() == QStringLiteral("qrc") || (code && url.isLocalFile()))
            return url;
        return {};
    }
};

} // namespace

void raiseNetworkWall(QQmlEngine& engine) {
    static RefusingFactory factory;
    static BuiltInOnly interceptor;
    engine.setNetworkAccessManagerFactory(&factory);
    engine.addUrlInterceptor(&interceptor);
}

} // namespace aviary::desktop

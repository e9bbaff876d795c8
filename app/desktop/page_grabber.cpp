#include "app/desktop/page_grabber.h"

#include <QCoreApplication>
#include <QDir>
#include <QImage>
#include <QQuickWindow>
#include <QTimer>

#include <cstdio>
#include <memory>

namespace aviary::desktop {
namespace {

constexpr int kSettleMs = 400; // until a page has loaded and its model is ready
constexpr int kIoError = 6;

void visit(QQuickWindow& window, const QString& folder, QStringList pages) {
    if (pages.isEmpty()) {
        QCoreApplication::exit(0);
        return;
    }
    const QString page = pages.takeFirst();
    QMetaObject::invokeMethod(&window, "showPage", Q_ARG(QString, page));
    QTimer::singleShot(kSettleMs, &window, [&window, folder, page, pages] {
        if (!folder.isEmpty() &&
            !window.grabWindow().save(QDir(folder).filePath(page + QStringLiteral(".png")))) {
            std::fprintf(stderr, "aviary: the picture of %s cannot be written to %s\n", qPrintable(page),
                         qPrintable(folder));
            QCoreApplication::exit(kIoError);
            return;
        }
        visit(window, folder, pages);
    });
}

} // namespace

void visitPages(QQuickWindow& window, const QString& folder) {
    if (!folder.isEmpty())
        QDir().mkpath(folder);
    const QStringList pages{QStringLiteral("chat"), QStringLiteral("compare"), QStringLiteral("models"),
                            QStringLiteral("settings")};
    QTimer::singleShot(kSettleMs, &window, [&window, folder, pages] { visit(window, folder, pages); });
}

} // namespace aviary::desktop

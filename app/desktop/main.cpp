// Builds the services in order, shows the window, and takes them down in the opposite order.
#include "app/catalog.h"
#include "app/chat.h"
#include "app/compare.h"
#include "app/desktop/desktop_options.h"
#include "app/desktop/looks.h"
#include "app/desktop/network_wall.h"
#include "app/desktop/page_grabber.h"
#include "app/downloads.h"
#include "app/library.h"
#include "app/paths.h"
#include "app/store_thread.h"
#include "engine/engine.h"
#include "ui/viewmodels/app_view_model.h"
#include "ui/viewmodels/notice.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QIcon>
#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QScreen>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>
#include <QtQml/qqmlextensionplugin.h>

#include <algorithm>
#include <cstdio>
#include <vector>

Q_IMPORT_QML_PLUGIN(AviaryPlugin)

using namespace aviary;

namespace {

constexpr int kIoError = 6;
constexpr int kBusy = 9;

/// Settings lie beside the data when AVIARY_HOME says where that is.
void placeSettings(const QString& dataFolder) {
    QGuiApplication::setOrganizationName(QStringLiteral("aviary"));
    QGuiApplication::setApplicationName(QStringLiteral("aviary"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    if (qEnvironmentVariableIsSet("AVIARY_HOME"))
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, dataFolder);
}

void restoreGeometry(QQuickWindow& window, const QSize& wanted) {
    if (wanted.isValid())
        return window.resize(wanted);
    const QRect last = QSettings().value(QStringLiteral("geometry")).toRect();
    const auto screens = QGuiApplication::screens();
    if (std::ranges::any_of(screens,
                            [&](const QScreen* s) { return s->availableGeometry().intersects(last); }))
        window.setGeometry(last);
}

void saveGeometry(const QQuickWindow& window) {
    if (window.visibility() == QWindow::Windowed)
        QSettings().setValue(QStringLiteral("geometry"), window.geometry());
}

QString textToRender(const QString& path) {
    QFile file(path);
    if (file.open(QIODevice::ReadOnly))
        return QString::fromUtf8(file.readAll());
    std::fprintf(stderr, "aviary: %s cannot be read: %s\n", qPrintable(path), qPrintable(file.errorString()));
    std::exit(file.exists() ? kIoError : 3);
}

/// Draws one message, as if a model had written it, and ends the program once the frame is there.
void render(QQuickWindow& window, ui::AppViewModel& viewModel, const QString& text) {
    store::Turn turn;
    turn.id = 1;
    turn.role = store::Role::Assistant;
    turn.text = text.toStdString();
    viewModel.chat()->transcript()->append(turn);
    QObject::connect(
        &window, &QQuickWindow::afterRendering, qApp,
        [] { QTimer::singleShot(0, qApp, [] { QCoreApplication::exit(0); }); }, Qt::QueuedConnection);
    window.update();
}

/// In place of the program when its data cannot be opened.
int showProblem(const Error& error) {
    ui::Notice notice = ui::noticeFor(error);
    if (error.kind == ErrorKind::Busy)
        notice.what = QCoreApplication::translate("Start", "Aviary is running already with these chats.");
    QQmlApplicationEngine qml;
    desktop::raiseNetworkWall(qml);
    qml.addImportPath(QStringLiteral(":/qt/qml"));
    qml.setInitialProperties({{QStringLiteral("what"), notice.what},
                              {QStringLiteral("kept"), notice.kept},
                              {QStringLiteral("details"), notice.details}});
    qml.load(QUrl(QStringLiteral("qrc:/qt/qml/Aviary/ProblemWindow.qml")));
    QGuiApplication::exec();
    return error.kind == ErrorKind::Busy ? kBusy : kIoError;
}

} // namespace

int main(int argc, char** argv) {
    if (desktop::asksForWordsOnly({argv, static_cast<std::size_t>(argc)}))
        qputenv("QT_QPA_PLATFORM", "minimal");
    QGuiApplication application(argc, argv);
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Aviary"));
    QGuiApplication::setApplicationVersion(QStringLiteral(AVIARY_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.example.Aviary"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/qt/qml/Aviary/icons/aviary.svg")));
    const desktop::Options options = desktop::parseOptions();
    const bool withoutChats = options.selfTest || !options.render.isEmpty();
    const QTemporaryDir empty;
    const auto folder = withoutChats ? app::pathFromUtf8(empty.path().toStdString()) : app::dataFolder();
    const QString folderText = QString::fromStdString(app::toUtf8(folder));
    const QString text = options.render.isEmpty() ? QString() : textToRender(options.render);
    placeSettings(folderText);
    const QString language = options.language.isEmpty()
                                 ? QSettings().value(QStringLiteral("language")).toString()
                                 : options.language;
    desktop::speak(language, nullptr);

    auto store = store::Store::open(folder);
    if (!store) {
        std::fprintf(stderr, "aviary: %s\n", store.error().message.c_str());
        return showProblem(store.error());
    }
    QStringList remarks;
    for (const std::string& note : (*store)->notes())
        remarks += QString::fromStdString(note);

    app::StoreThread storeThread(std::move(*store));
    engine::Engine engine;
    app::Library library(engine, storeThread, QString::fromStdString(app::toUtf8(app::demoFolder())));
    app::Chat chat(engine, storeThread, library);
    app::Compare compare(engine, library);
    app::Downloads downloads(library,
                             app::parseCatalog(app::kCatalogText).value_or(std::vector<app::CatalogModel>()),
                             QDir(folderText).filePath(QStringLiteral("models")));
    ui::AppViewModel viewModel({chat, compare, library, &downloads}, QDir::toNativeSeparators(folderText));
    if (!options.theme.isEmpty())
        viewModel.overrideTheme(options.theme);

    QQmlApplicationEngine qml;
    desktop::raiseNetworkWall(qml);
    QObject::connect(&viewModel, &ui::AppViewModel::languageChanged, &qml,
                     [&] { desktop::speak(viewModel.language(), &qml); });
    bool warned = false;
    QObject::connect(&qml, &QQmlEngine::warnings, &qml, [&warned] { warned = true; });
    qml.addImportPath(QStringLiteral(":/qt/qml"));
    qml.setInitialProperties({{QStringLiteral("app"), QVariant::fromValue(&viewModel)}});
    qml.load(QUrl(QStringLiteral("qrc:/qt/qml/Aviary/Main.qml")));
    auto* window =
        qml.rootObjects().isEmpty() ? nullptr : qobject_cast<QQuickWindow*>(qml.rootObjects().first());
    if (window == nullptr)
        return 1;
    restoreGeometry(*window, options.size);
    viewModel.showRemarks(remarks);
    window->show();

    if (options.selfTest || !options.grab.isEmpty())
        desktop::visitPages(*window, options.grab);
    else if (!options.render.isEmpty())
        render(*window, viewModel, text);
    else
        QObject::connect(&application, &QGuiApplication::aboutToQuit, window,
                         [window] { saveGeometry(*window); });
    if (!options.file.isEmpty())
        viewModel.openFile(QUrl::fromLocalFile(QFileInfo(options.file).absoluteFilePath()));
    const int code = QGuiApplication::exec();
    return code == 0 && options.selfTest && warned ? 1 : code;
}

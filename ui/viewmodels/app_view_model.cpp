#include "ui/viewmodels/app_view_model.h"

#include "app/chat.h"
#include "app/compare.h"
#include "app/library.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QPalette>
#include <QSettings>
#include <QStringList>

#include <initializer_list>
#include <utility>

namespace aviary::ui {

AppViewModel::AppViewModel(const Services& services, QString dataFolder, QObject* parent)
    : QObject(parent)
    , chatService_(services.chat)
    , library_(services.library)
    , chat_(services.chat, services.library)
    , compare_(services.compare, services.library)
    , conversations_(this)
    , models_(services.library)
    , catalog_(services.downloads)
    , instruments_(services.chat, services.library)
    , theme_(QSettings().value(QStringLiteral("theme"), QStringLiteral("system")).toString())
    , language_(QSettings().value(QStringLiteral("language")).toString())
    , dataFolder_(std::move(dataFolder)) {
    connect(&chatService_, &app::Chat::failed, this, &AppViewModel::show);
    connect(&library_, &app::Library::failed, this,
            [this](const QString&, const Error& error) { show(error); });
    connect(&library_, &app::Library::opened, this, &AppViewModel::modelOpened);
    connect(&chatService_, &app::Chat::conversationsChanged, this,
            [this](const std::vector<store::Conversation>& conversations) {
                conversations_.show(conversations);
                if (const auto* current = conversations_.find(chat_.conversation()))
                    chat_.setTitle(QString::fromStdString(current->title));
                else if (chat_.conversation() != 0)
                    chat_.newChat();
                if (!std::exchange(opened_, true))
                    if (const auto* last = conversations_.first())
                        openConversation(last->id);
            });
    chatService_.requestConversations();
}

QString AppViewModel::version() const {
    return QCoreApplication::applicationVersion();
}

void AppViewModel::setTheme(const QString& theme) {
    if (theme == theme_)
        return;
    QSettings().setValue(QStringLiteral("theme"), theme);
    overrideTheme(theme);
}

void AppViewModel::overrideTheme(const QString& theme) {
    theme_ = theme;
    emit themeChanged();
}

bool AppViewModel::dark() const {
    if (theme_ != QStringLiteral("system"))
        return theme_ == QStringLiteral("dark");
    const QPalette palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

void AppViewModel::setLanguage(const QString& language) {
    if (language == language_)
        return;
    language_ = language;
    QSettings().setValue(QStringLiteral("language"), language);
    emit languageChanged();
    for (QAbstractItemModel* model : std::initializer_list<QAbstractItemModel*>{
             chat_.transcript(), &compare_, &conversations_, &models_, &shortcuts_})
        if (const int rows = model->rowCount(); rows > 0)
            emit model->dataChanged(model->index(0, 0), model->index(rows - 1, 0));
    emit instruments_.sampled();
    catalog_.retranslate();
}

void AppViewModel::showRemarks(const QStringList& remarks) {
    if (!remarks.isEmpty())
        tell(tr("Your conversations were checked when they were opened."), remarks.join(QLatin1Char('\n')));
}

void AppViewModel::openConversation(qint64 id) {
    const auto* conversation = conversations_.find(id);
    if (conversation == nullptr)
        return;
    chat_.open(id, QString::fromStdString(conversation->title), QString::fromStdString(conversation->model));
}

void AppViewModel::renameConversation(qint64 id, const QString& title) {
    if (!title.trimmed().isEmpty())
        chatService_.rename(id, title.trimmed());
}

void AppViewModel::removeConversation(qint64 id) {
    chatService_.remove(id);
}

void AppViewModel::openFile(const QUrl& url) {
    if (!url.isLocalFile())
        return tell(tr("Only files on this computer can be opened."), {});
    library_.open(url.toLocalFile());
}

void AppViewModel::removeModel(const QString& id) {
    library_.remove(id);
}

void AppViewModel::dismissNotice() {
    notice_ = {};
    emit noticeChanged();
}

void AppViewModel::tell(const QString& what, const QString& kept) {
    notice_ = {.what = what, .kept = kept, .action = {}, .label = {}, .details = {}};
    emit noticeChanged();
}

void AppViewModel::show(const Error& error) {
    if (error.code == "cancelled")
        return; // the person did it
    notice_ = noticeFor(error);
    emit noticeChanged();
}

} // namespace aviary::ui

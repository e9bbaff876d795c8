// The root of what the window shows.
#pragma once

#include "ui/viewmodels/catalog_model.h"
#include "ui/viewmodels/chat_view_model.h"
#include "ui/viewmodels/compare_view_model.h"
#include "ui/viewmodels/conversation_list_model.h"
#include "ui/viewmodels/instruments_view_model.h"
#include "ui/viewmodels/model_list_model.h"
#include "ui/viewmodels/notice.h"
#include "ui/viewmodels/shortcut_model.h"

#include <QObject>
#include <QString>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

namespace aviary::app {
class Chat;
class Compare;
class Library;
} // namespace aviary::app

namespace aviary::ui {

/// Joins the view-models, shows the last conversation at start, and keeps what belongs to no page: errors and
/// looks. Lives on the UI thread.
class AppViewModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by main()")
    Q_PROPERTY(aviary::ui::ChatViewModel* chat READ chat CONSTANT)
    Q_PROPERTY(aviary::ui::CatalogModel* catalog READ catalog CONSTANT)
    Q_PROPERTY(aviary::ui::CompareViewModel* compare READ compare CONSTANT)
    Q_PROPERTY(aviary::ui::ConversationListModel* conversations READ conversations CONSTANT)
    Q_PROPERTY(aviary::ui::ModelListModel* models READ models CONSTANT)
    Q_PROPERTY(aviary::ui::InstrumentsViewModel* instruments READ instruments CONSTANT)
    Q_PROPERTY(aviary::ui::ShortcutModel* shortcuts READ shortcuts CONSTANT)
    Q_PROPERTY(bool hasNotice READ hasNotice NOTIFY noticeChanged)
    Q_PROPERTY(QString noticeWhat READ noticeWhat NOTIFY noticeChanged)
    Q_PROPERTY(QString noticeKept READ noticeKept NOTIFY noticeChanged)
    Q_PROPERTY(QString noticeAction READ noticeAction NOTIFY noticeChanged)
    Q_PROPERTY(QString noticeLabel READ noticeLabel NOTIFY noticeChanged)
    Q_PROPERTY(QString noticeDetails READ noticeDetails NOTIFY noticeChanged)
    Q_PROPERTY(QString theme READ theme WRITE setTheme NOTIFY themeChanged) ///< "system" "light" "dark"
    Q_PROPERTY(bool dark READ dark NOTIFY themeChanged)
    Q_PROPERTY(QString language READ language WRITE setLanguage NOTIFY
                   languageChanged) ///< "" = the system's, "en", "zh_CN"
    Q_PROPERTY(QString dataFolder READ dataFolder CONSTANT)
    Q_PROPERTY(QString version READ version CONSTANT)
public:
    struct Services {
        app::Chat& chat;
        app::Compare& compare;
        app::Library& library;
        app::Downloads* downloads = nullptr; ///< null: nothing can be downloaded
    };
    AppViewModel(const Services& services, QString dataFolder, QObject* parent = nullptr);

    ChatViewModel* chat() { return &chat_; }
    CatalogModel* catalog() { return &catalog_; }
    CompareViewModel* compare() { return &compare_; }
    ConversationListModel* conversations() { return &conversations_; }
    ModelListModel* models() { return &models_; }
    InstrumentsViewModel* instruments() { return &instruments_; }
    ShortcutModel* shortcuts() { return &shortcuts_; }
    bool hasNotice() const { return !notice_.what.isEmpty(); }
    QString noticeWhat() const { return notice_.what; }
    QString noticeKept() const { return notice_.kept; }
    QString noticeAction() const { return notice_.action; }
    QString noticeLabel() const { return notice_.label; }
    QString noticeDetails() const { return notice_.details; }
    QString theme() const { return theme_; }
    void setTheme(const QString& theme);
    /// For this run only.
    void overrideTheme(const QString& theme);
    bool dark() const;
    QString language() const { return language_; }
    void setLanguage(const QString& language);
    QString dataFolder() const { return dataFolder_; }
    QString version() const;

    /// What opening the store had to say ("2 damaged rows were left out").
    void showRemarks(const QStringList& remarks);

    Q_INVOKABLE void openConversation(qint64 id);
    Q_INVOKABLE void renameConversation(qint64 id, const QString& title);
    Q_INVOKABLE void removeConversation(qint64 id);
    /// A model file of the person's own.
    Q_INVOKABLE void openFile(const QUrl& url);
    Q_INVOKABLE void removeModel(const QString& id);
    Q_INVOKABLE void dismissNotice();
    Q_INVOKABLE void tell(const QString& what, const QString& kept);

signals:
    void noticeChanged();
    void themeChanged();
    void languageChanged();
    void modelOpened();

private:
    void show(const Error& error);

    app::Chat& chatService_;
    app::Library& library_;
    ChatViewModel chat_;
    CompareViewModel compare_;
    ConversationListModel conversations_;
    ModelListModel models_;
    CatalogModel catalog_;
    InstrumentsViewModel instruments_;
    ShortcutModel shortcuts_;
    Notice notice_;
    QString theme_, language_, dataFolder_;
    bool opened_ = false; // the last conversation was shown
};

} // namespace aviary::ui

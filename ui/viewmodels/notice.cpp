#include "ui/viewmodels/notice.h"

#include "app/chat.h"

#include <QCoreApplication>

namespace aviary::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Notice", text);
}

} // namespace

Notice noticeFor(const Error& error) {
    const QString details = QString::fromStdString(error.message);
    const QString chats = tr("Your chats are not affected.");
    const QString openLabel = tr("Open another file…");
    if (error.code == "missing-vocabulary")
        return {tr("This model needs its vocabulary file, which does not lie beside it."), chats, "open",
                openLabel, details};
    if (error.code == "unsafe-pickle")
        return {tr("This file contains program code and was not opened."), chats, "open", openLabel, details};
    if (error.code == "DISK_FULL")
        return {tr("The disk is full."),
                tr("What was saved before is kept; the last words are only on the screen."), "retry",
                tr("Try again"), details};
    if (error.code == "DISK_ERROR" || error.code == "DB_DAMAGED")
        return {tr("The conversation could not be saved."), tr("What was saved before is kept."), "retry",
                tr("Try again"), details};
    switch (error.kind) {
    case ErrorKind::NotFound:
        return {tr("The model's file is not there any more."), chats, "models", tr("Choose a model"),
                details};
    case ErrorKind::Corrupt:
        return {tr("This file is damaged or is no model."), chats, "open", openLabel, details};
    case ErrorKind::Unsupported:
        return {tr("This kind of model cannot be run by this version."), chats, "open", openLabel, details};
    case ErrorKind::Invalid:
        return {tr("This cannot be done."), chats, {}, {}, details};
    case ErrorKind::Io:
        return {tr("The file could not be read."), chats, "open", openLabel, details};
    case ErrorKind::NoMemory:
        return {tr("This model does not fit into the computer's memory."), chats, "models",
                tr("Choose a smaller model"), details};
    case ErrorKind::Network:
        return {tr("The network did not answer."), tr("What was downloaded is kept."), "retry",
                tr("Try again"), details};
    case ErrorKind::Busy:
        return {tr("Something else is still going on."), tr("Nothing was changed."), {}, {}, details};
    }
    return {tr("Something went wrong."), chats, {}, {}, details};
}

} // namespace aviary::ui

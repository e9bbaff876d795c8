#include "ui/viewmodels/notice.h"

#include "app/chat.h"

#include <QCoreApplication>

namespace aviary::ui {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Notice)
};

} // namespace

Notice noticeFor(const Error& error) {
    const QString details = QString::fromStdString(error.message);
    const QString chats = Text::tr("Your chats are not affected.");
    const QString openLabel = Text::tr("Open another file…");
    if (error.code == "missing-vocabulary")
        return {Text::tr("This model needs its vocabulary file, which does not lie beside it."), chats,
                "open", openLabel, details};
    if (error.code == "unsafe-pickle")
        return {Text::tr("This file contains program code and was not opened."), chats, "open", openLabel,
                details};
    if (error.code == "DB_NEWER")
        return {Text::tr("These chats were written by a newer version of Aviary."),
                Text::tr("Nothing was changed."),
                {},
                {},
                details};
    if (error.code == "DISK_FULL")
        return {Text::tr("The disk is full."),
                Text::tr("What was saved before is kept; the last words are only on the screen."), "tryAgain",
                Text::tr("Try again"), details};
    if (error.code == "DISK_ERROR" || error.code == "DB_DAMAGED")
        return {Text::tr("The conversation could not be saved."), Text::tr("What was saved before is kept."),
                "tryAgain", Text::tr("Try again"), details};
    switch (error.kind) {
    case ErrorKind::NotFound:
        return {Text::tr("The model's file is not there any more."), chats, "models",
                Text::tr("Choose a model"), details};
    case ErrorKind::Corrupt:
        return {Text::tr("This file is damaged or is no model."), chats, "open", openLabel, details};
    case ErrorKind::Unsupported:
        return {Text::tr("This kind of model cannot be run by this version."), chats, "open", openLabel,
                details};
    case ErrorKind::Invalid:
        return {Text::tr("This cannot be done."), chats, {}, {}, details};
    case ErrorKind::Io:
        return {Text::tr("The file could not be read."), chats, "open", openLabel, details};
    case ErrorKind::NoMemory:
        return {Text::tr("This model does not fit into the computer's memory."), chats, "models",
                Text::tr("Choose a smaller model"), details};
    case ErrorKind::Network:
        return {Text::tr("The network did not answer."), Text::tr("What was downloaded is kept."), "tryAgain",
                Text::tr("Try again"), details};
    case ErrorKind::Busy:
        return {
            Text::tr("Something else is still going on."), Text::tr("Nothing was changed."), {}, {}, details};
    }
    return {Text::tr("Something went wrong."), chats, {}, {}, details};
}

} // namespace aviary::ui

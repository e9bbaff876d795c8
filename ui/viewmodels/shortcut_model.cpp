#include "ui/viewmodels/shortcut_model.h"

#include <QCoreApplication>
#include <QKeySequence>
#include <QStringList>

#include <array>

namespace aviary::ui {
namespace {

struct ShortcutRow {
    const char* action;
    const char* sequences; // separated by blanks
    const char* description;
};

constexpr std::array kShortcuts{
    ShortcutRow{"newChat", "Ctrl+N", QT_TRANSLATE_NOOP("Shortcuts", "New chat")},
    ShortcutRow{"send", "Ctrl+Return Ctrl+Enter", QT_TRANSLATE_NOOP("Shortcuts", "Send the message")},
    ShortcutRow{"", "Return", QT_TRANSLATE_NOOP("Shortcuts", "Send the message (in the message field)")},
    ShortcutRow{"", "Shift+Return", QT_TRANSLATE_NOOP("Shortcuts", "New line (in the message field)")},
    ShortcutRow{"stop", "Escape", QT_TRANSLATE_NOOP("Shortcuts", "Stop the reply")},
    ShortcutRow{"retry", "Ctrl+R", QT_TRANSLATE_NOOP("Shortcuts", "Answer the last message once more")},
    ShortcutRow{"fork", "Ctrl+J", QT_TRANSLATE_NOOP("Shortcuts", "Fork at the last reply")},
    ShortcutRow{"olderVersion", "Alt+Left",
                QT_TRANSLATE_NOOP("Shortcuts", "Previous version of the last reply")},
    ShortcutRow{"newerVersion", "Alt+Right",
                QT_TRANSLATE_NOOP("Shortcuts", "Next version of the last reply")},
    ShortcutRow{"continue", "Ctrl+G", QT_TRANSLATE_NOOP("Shortcuts", "Continue a reply that was stopped")},
    ShortcutRow{"copyReply", "Ctrl+Shift+C", QT_TRANSLATE_NOOP("Shortcuts", "Copy the last reply")},
    ShortcutRow{"openFile", "Ctrl+O", QT_TRANSLATE_NOOP("Shortcuts", "Open a model file")},
    ShortcutRow{"chooseModel", "Ctrl+L", QT_TRANSLATE_NOOP("Shortcuts", "Choose the model")},
    ShortcutRow{"pageChat", "Ctrl+1", QT_TRANSLATE_NOOP("Shortcuts", "Chat page")},
    ShortcutRow{"pageCompare", "Ctrl+2", QT_TRANSLATE_NOOP("Shortcuts", "Compare page")},
    ShortcutRow{"pageModels", "Ctrl+3", QT_TRANSLATE_NOOP("Shortcuts", "Models page")},
    ShortcutRow{"toggleList", "Ctrl+B", QT_TRANSLATE_NOOP("Shortcuts", "Show or hide the list of chats")},
    ShortcutRow{"toggleInstruments", "Ctrl+I",
                QT_TRANSLATE_NOOP("Shortcuts", "Show or hide the instruments")},
    ShortcutRow{"settings", "Ctrl+,", QT_TRANSLATE_NOOP("Shortcuts", "Settings")},
    ShortcutRow{"", "F2", QT_TRANSLATE_NOOP("Shortcuts", "Rename a chat (in the list of chats)")},
    ShortcutRow{"", "Delete", QT_TRANSLATE_NOOP("Shortcuts", "Delete a chat (in the list of chats)")},
    ShortcutRow{"help", "F1 Ctrl+/", QT_TRANSLATE_NOOP("Shortcuts", "Help with all shortcuts")},
    ShortcutRow{"quit", "Ctrl+Q", QT_TRANSLATE_NOOP("Shortcuts", "Quit")},
};

QStringList sequences(const ShortcutRow& row) {
    return QString::fromLatin1(row.sequences).split(QLatin1Char(' '));
}

} // namespace

int ShortcutModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(kShortcuts.size());
}

QVariant ShortcutModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ShortcutRow& row = kShortcuts[static_cast<std::size_t>(index.row())];
    switch (role) {
    case ActionRole:
        return QString::fromLatin1(row.action);
    case SequencesRole:
        return sequences(row);
    case KeysRole: {
        QStringList keys;
        for (const QString& sequence : sequences(row))
            keys += QKeySequence(sequence).toString(QKeySequence::NativeText);
        return keys.join(QStringLiteral(", "));
    }
    case Qt::DisplayRole:
    case DescriptionRole:
        return QCoreApplication::translate("Shortcuts", row.description);
    default:
        return {};
    }
}

QHash<int, QByteArray> ShortcutModel::roleNames() const {
    return {{ActionRole, "action"},
            {SequencesRole, "keySequences"},
            {KeysRole, "keys"},
            {DescriptionRole, "description"}};
}

} // namespace aviary::ui

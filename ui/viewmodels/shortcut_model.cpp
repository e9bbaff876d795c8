#include "ui/viewmodels/shortcut_model.h"

#include <QCoreApplication>
#include <QKeySequence>

#include <array>

namespace aviary::ui {
namespace {

struct ShortcutRow {
    const char* action;
    const char* sequence;
    const char* description;
};

constexpr std::array kShortcuts{
    ShortcutRow{"newChat", "Ctrl+N", QT_TRANSLATE_NOOP("Shortcuts", "New chat")},
    ShortcutRow{"send", "Ctrl+Return", QT_TRANSLATE_NOOP("Shortcuts", "Send the message")},
    ShortcutRow{"", "Return", QT_TRANSLATE_NOOP("Shortcuts", "Send the message (in the message field)")},
    ShortcutRow{"", "Shift+Return", QT_TRANSLATE_NOOP("Shortcuts", "New line (in the message field)")},
    ShortcutRow{"stop", "Escape", QT_TRANSLATE_NOOP("Shortcuts", "Stop the reply")},
    ShortcutRow{"retry", "Ctrl+R", QT_TRANSLATE_NOOP("Shortcuts", "Answer the last message once more")},
    ShortcutRow{"fork", "Ctrl+J", QT_TRANSLATE_NOOP("Shortcuts", "Fork at the last reply")},
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
    ShortcutRow{"help", "F1", QT_TRANSLATE_NOOP("Shortcuts", "Help with all shortcuts")},
    ShortcutRow{"help", "Ctrl+/", QT_TRANSLATE_NOOP("Shortcuts", "Help with all shortcuts")},
    ShortcutRow{"quit", "Ctrl+Q", QT_TRANSLATE_NOOP("Shortcuts", "Quit")},
};

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
    case SequenceRole:
        return QString::fromLatin1(row.sequence);
    case KeysRole:
        return QKeySequence(QString::fromLatin1(row.sequence)).toString(QKeySequence::NativeText);
    case Qt::DisplayRole:
    case DescriptionRole:
        return QCoreApplication::translate("Shortcuts", row.description);
    default:
        return {};
    }
}

QHash<int, QByteArray> ShortcutModel::roleNames() const {
    return {{ActionRole, "action"},
            {SequenceRole, "chord"},
            {KeysRole, "keys"},
            {DescriptionRole, "description"}};
}

void ShortcutModel::retranslate() {
    emit dataChanged(index(0), index(rowCount() - 1), {DescriptionRole, KeysRole});
}

} // namespace aviary::ui

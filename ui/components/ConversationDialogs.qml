import QtQuick
import Aviary

// Rename and delete.
Item {
    id: root

    required property AppViewModel app

    property double target: 0

    function rename(id: double, title: string) {
        root.target = id;
        renameDialog.text = title;
        renameDialog.open();
    }
    function remove(id: double, title: string) {
        root.target = id;
        removeDialog.message = qsTr("“%1” and everything in it will be gone.").arg(title);
        removeDialog.open();
    }

    TextDialog {
        id: renameDialog
        title: qsTr("Rename the chat")
        acceptLabel: qsTr("Rename")
        onAccepted: root.app.renameConversation(root.target, text)
    }
    TextDialog {
        id: removeDialog
        asks: false
        title: qsTr("Delete this chat?")
        acceptLabel: qsTr("Delete")
        onAccepted: root.app.removeConversation(root.target)
    }
}

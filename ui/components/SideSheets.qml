import QtQuick
import QtQuick.Controls.Basic
import Aviary

// In a narrow window the chats and the instruments come in from the sides.
Item {
    id: root

    required property AppViewModel app

    signal newRequested
    signal renameRequested(double id, string title)
    signal removeRequested(double id, string title)

    function toggleList() {
        list.visible = !list.visible;
    }
    function toggleInstruments() {
        instruments.visible = !instruments.visible;
    }

    Drawer {
        id: list
        width: 280
        height: root.height
        edge: root.LayoutMirroring.enabled ? Qt.RightEdge : Qt.LeftEdge
        background: null

        ConversationList {
            anchors.fill: parent
            conversations: root.app.conversations
            current: root.app.chat.conversation
            onNewRequested: {
                list.close();
                root.newRequested();
            }
            onOpenRequested: id => {
                list.close();
                root.app.openConversation(id);
            }
            onRenameRequested: (id, title) => root.renameRequested(id, title)
            onRemoveRequested: (id, title) => root.removeRequested(id, title)
        }
    }
    Drawer {
        id: instruments
        width: 280
        height: root.height
        edge: root.LayoutMirroring.enabled ? Qt.LeftEdge : Qt.RightEdge
        background: null

        InstrumentsDock {
            anchors.fill: parent
            instruments: root.app.instruments
            onCloseRequested: instruments.close()
        }
    }
}

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// The stored chats, newest use first.
Rectangle {
    id: root

    required property ConversationListModel conversations
    required property double current

    signal newRequested
    signal openRequested(double id)
    signal renameRequested(double id, string title)
    signal removeRequested(double id, string title)

    implicitWidth: 260
    color: Theme.surface

    Divider {
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.right: parent.right
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.gap
        anchors.rightMargin: Theme.gap + 1
        spacing: Theme.gap

        ActionButton {
            Layout.fillWidth: true
            text: qsTr("New chat")
            onClicked: root.newRequested()
        }
        ListView {
            id: list
            objectName: "conversationList"

            readonly property ConversationRow row: list.currentItem as ConversationRow

            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            spacing: 2
            activeFocusOnTab: true
            keyNavigationEnabled: true
            highlightMoveDuration: 0
            model: root.conversations
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Chats")
            ScrollBar.vertical: ScrollBar {
            }

            Keys.onPressed: event => {
                if (!list.row)
                    return;
                event.accepted = true;
                switch (event.key) {
                case Qt.Key_Return:
                case Qt.Key_Enter:
                case Qt.Key_Space:
                    list.row.openRequested();
                    break;
                case Qt.Key_F2:
                    list.row.renameRequested();
                    break;
                case Qt.Key_Delete:
                    list.row.removeRequested();
                    break;
                case Qt.Key_Home:
                    list.currentIndex = 0;
                    break;
                case Qt.Key_End:
                    list.currentIndex = list.count - 1;
                    break;
                default:
                    event.accepted = false;
                }
            }

            delegate: ConversationRow {
                width: ListView.view.width
                highlighted: conversationId === root.current
                marked: list.activeFocus && ListView.isCurrentItem
                onOpenRequested: {
                    list.currentIndex = index;
                    root.openRequested(conversationId);
                }
                onRenameRequested: root.renameRequested(conversationId, title)
                onRemoveRequested: root.removeRequested(conversationId, title)
            }

            Label {
                anchors.left: parent.left
                anchors.right: parent.right
                anchors.margins: Theme.gap
                visible: list.count === 0
                text: qsTr("Your chats will be listed here.")
                color: Theme.text3
                font.pixelSize: Theme.caption
                wrapMode: Text.Wrap
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}

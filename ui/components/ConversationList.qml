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
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            spacing: 2
            activeFocusOnTab: true
            keyNavigationEnabled: true
            model: root.conversations
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Chats")
            ScrollBar.vertical: ScrollBar {}

            delegate: ItemDelegate {
                id: row

                required property int index
                required property double conversationId
                required property string title
                required property string used

                width: ListView.view.width
                height: 44
                leftPadding: Theme.gap
                rightPadding: 2
                highlighted: row.conversationId === root.current
                Accessible.name: row.title
                Accessible.description: row.used
                onClicked: {
                    list.currentIndex = row.index;
                    root.openRequested(row.conversationId);
                }
                Keys.onReturnPressed: root.openRequested(row.conversationId)
                Keys.onDeletePressed: root.removeRequested(row.conversationId, row.title)
                Keys.onMenuPressed: menu.popup()

                contentItem: RowLayout {
                    spacing: 4

                    ColumnLayout {
                        Layout.fillWidth: true
                        spacing: 0

                        Label {
                            Layout.fillWidth: true
                            text: row.title
                            color: Theme.text
                            font.pixelSize: Theme.ui
                            elide: Text.ElideRight
                            textFormat: Text.PlainText
                            maximumLineCount: 1
                        }
                        Label {
                            text: row.used
                            color: Theme.text3
                            font.pixelSize: 11
                        }
                    }
                    IconButton {
                        visible: row.hovered || row.visualFocus || row.highlighted || menu.visible
                        text: qsTr("Rename or delete “%1”").arg(row.title)
                        icon.source: "qrc:/qt/qml/Aviary/icons/more.svg"
                        onClicked: menu.popup()
                    }
                }
                background: Rectangle {
                    radius: Theme.radius
                    color: row.highlighted ? Theme.accentSoft : row.hovered ? Theme.hover : "transparent"
                    border.width: row.visualFocus || (list.activeFocus && list.currentIndex === row.index) ? 2 : 0
                    border.color: Theme.accent
                }

                Menu {
                    id: menu

                    MenuItem {
                        text: qsTr("Rename…")
                        onTriggered: root.renameRequested(row.conversationId, row.title)
                    }
                    MenuItem {
                        text: qsTr("Delete…")
                        onTriggered: root.removeRequested(row.conversationId, row.title)
                    }
                }
            }
            Keys.onReturnPressed: if (currentItem) (currentItem as ItemDelegate).clicked()
        }
    }
}

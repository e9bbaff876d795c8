import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// One stored chat.
ItemDelegate {
    id: root

    required property int index
    required property double conversationId
    required property string title
    required property string used

    property bool marked: false // the keyboard is here

    signal openRequested
    signal renameRequested
    signal removeRequested

    height: 50
    topPadding: 4
    bottomPadding: 4
    leftPadding: Theme.gap
    rightPadding: 4
    focusPolicy: Qt.NoFocus
    Accessible.name: root.title
    Accessible.description: root.used
    onClicked: root.openRequested()

    contentItem: RowLayout {
        spacing: 4

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            Label {
                Layout.fillWidth: true
                text: root.title
                color: Theme.text
                font.pixelSize: Theme.ui
                elide: Text.ElideRight
                horizontalAlignment: Text.AlignLeft
                textFormat: Text.PlainText
                maximumLineCount: 1
            }
            Label {
                Layout.fillWidth: true
                text: root.used
                color: Theme.text3
                font.pixelSize: Theme.caption
                horizontalAlignment: Text.AlignLeft
            }
        }
        IconButton {
            objectName: "conversationMenu"
            visible: root.hovered || root.marked || root.highlighted || menu.visible
            focusPolicy: Qt.NoFocus
            text: qsTr("Rename or delete “%1”").arg(root.title)
            icon.source: "qrc:/qt/qml/Aviary/icons/more.svg"
            onClicked: menu.popup()
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.highlighted ? Theme.accentSoft : root.hovered ? Theme.hover : "transparent"
        border.width: root.marked ? 2 : 0
        border.color: Theme.accent
    }

    TapHandler {
        acceptedButtons: Qt.RightButton
        onTapped: menu.popup()
    }
    StyledMenu {
        id: menu

        StyledMenuItem {
            text: qsTr("Rename…")
            onTriggered: root.renameRequested()
        }
        StyledMenuItem {
            text: qsTr("Delete…")
            onTriggered: root.removeRequested()
        }
    }
}

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// The Help menu: all shortcuts, and what this program is.
Popup {
    id: root

    required property ShortcutModel shortcuts
    required property string version

    anchors.centerIn: parent
    width: Math.min(480, (parent ? parent.width : 480) - 2 * Theme.wide)
    height: Math.min(640, (parent ? parent.height : 640) - 2 * Theme.wide)
    modal: true
    focus: true
    padding: Theme.wide
    background: Rectangle {
        radius: Theme.radius
        color: Theme.raised
        border.color: Theme.line
    }

    contentItem: ColumnLayout {
        spacing: Theme.gap

        RowLayout {
            Label {
                Layout.fillWidth: true
                text: qsTr("Help: all shortcuts")
                color: Theme.text
                font.pixelSize: 16
                font.weight: Font.DemiBold
            }
            IconButton {
                text: qsTr("Close")
                icon.source: "qrc:/qt/qml/Aviary/icons/close.svg"
                focus: true
                onClicked: root.close()
            }
        }
        ListView {
            id: list
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            model: root.shortcuts
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Shortcuts")
            ScrollBar.vertical: ScrollBar {
            }

            delegate: Item {
                id: row

                required property string keys
                required property string description

                width: ListView.view.width
                height: 30
                Accessible.role: Accessible.ListItem
                Accessible.name: row.description + ": " + row.keys

                RowLayout {
                    anchors.fill: parent
                    anchors.rightMargin: Theme.wide

                    Label {
                        Layout.fillWidth: true
                        text: row.description
                        color: Theme.text
                        font.pixelSize: Theme.ui
                        elide: Text.ElideRight
                    }
                    Label {
                        text: row.keys
                        color: Theme.text2
                        font.pixelSize: Theme.ui
                        font.family: "monospace"
                        leftPadding: 6
                        rightPadding: 6
                        background: Rectangle {
                            radius: 4
                            color: Theme.hover
                        }
                    }
                }
            }
        }
        Label {
            Layout.fillWidth: true
            text: qsTr("Aviary %1. Your chats stay on this computer; nothing is sent anywhere.").arg(root.version)
            color: Theme.text3
            font.pixelSize: Theme.caption
            wrapMode: Text.Wrap
        }
    }
}

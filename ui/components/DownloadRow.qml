import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// One model that can be downloaded, or is on its way.
Rectangle {
    id: root

    required property string modelId
    required property string name
    required property string description
    required property string facts
    required property string download
    required property real share
    required property string progress
    required property string failure

    signal startRequested(string id)
    signal pauseRequested(string id)
    signal cancelRequested(string id)

    implicitHeight: row.implicitHeight + 2 * 12
    radius: Theme.radius
    color: Theme.surface
    border.color: Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: root.name + ", " + root.facts + (root.progress !== "" ? ", " + root.progress : "") + (root.failure !== "" ? ", " + root.failure : "")

    RowLayout {
        id: row
        anchors.fill: parent
        anchors.margins: 12
        spacing: Theme.wide

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 2

            Label {
                Layout.fillWidth: true
                text: root.name
                color: Theme.text
                font.pixelSize: Theme.body
                font.weight: Font.DemiBold
                elide: Text.ElideRight
                textFormat: Text.PlainText
            }
            Label {
                Layout.fillWidth: true
                text: root.description
                color: Theme.text2
                font.pixelSize: Theme.caption
                wrapMode: Text.Wrap
                textFormat: Text.PlainText
            }
            Label {
                Layout.fillWidth: true
                text: root.facts
                color: Theme.text3
                font.pixelSize: Theme.caption
                wrapMode: Text.Wrap
                textFormat: Text.PlainText
            }
            ProgressBar {
                id: bar
                Layout.fillWidth: true
                Layout.topMargin: 4
                visible: root.download === "running" || root.download === "paused"
                value: root.share
                Accessible.name: qsTr("Download of %1").arg(root.name)

                background: Rectangle {
                    implicitHeight: 6
                    radius: 3
                    color: Theme.line
                }
                contentItem: Item {
                    implicitHeight: 6

                    Rectangle {
                        width: bar.visualPosition * bar.availableWidth
                        height: bar.availableHeight
                        radius: 3
                        color: Theme.accent
                    }
                }
            }
            Label {
                Layout.fillWidth: true
                visible: text !== ""
                text: root.failure !== "" ? root.failure : root.progress
                color: root.failure !== "" ? Theme.danger : Theme.text2
                font.pixelSize: Theme.caption
                wrapMode: Text.Wrap
                textFormat: Text.PlainText
            }
        }
        ActionButton {
            visible: root.download !== "running"
            text: root.download === "absent" ? qsTr("Download") : root.download === "paused" ? qsTr("Go on") : qsTr("Try again")
            Accessible.name: root.download === "absent" ? qsTr("Download %1").arg(root.name) : qsTr("Go on downloading %1").arg(root.name)
            onClicked: root.startRequested(root.modelId)
        }
        ActionButton {
            visible: root.download === "running"
            text: qsTr("Pause")
            Accessible.name: qsTr("Pause the download of %1").arg(root.name)
            onClicked: root.pauseRequested(root.modelId)
        }
        IconButton {
            visible: root.download !== "absent"
            text: qsTr("Cancel the download of %1 and remove what arrived").arg(root.name)
            icon.source: "qrc:/qt/qml/Aviary/icons/close.svg"
            onClicked: root.cancelRequested(root.modelId)
        }
    }
}

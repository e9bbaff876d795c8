import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// Always there: model, speed, memory, state.
Rectangle {
    id: root

    required property AppViewModel app

    implicitHeight: 28
    color: Theme.surface
    Accessible.role: Accessible.StatusBar
    Accessible.name: qsTr("Status")

    component Part: Label {
        color: Theme.text2
        font.pixelSize: Theme.caption
        textFormat: Text.PlainText
        elide: Text.ElideRight
    }

    Divider {
        anchors.left: parent.left
        anchors.right: parent.right
    }
    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.wide
        anchors.rightMargin: Theme.wide
        spacing: Theme.wide

        Part {
            text: root.app.chat.loading ? qsTr("Loading %1: %2 %").arg(root.app.chat.modelName).arg(Math.round(root.app.chat.loadShare * 100)) : root.app.chat.modelName + (root.app.chat.modelGeneration !== "" ? " · " + root.app.chat.modelGeneration : "")
            Layout.maximumWidth: root.width / 3
        }
        Part {
            Layout.fillWidth: true
            text: root.app.chat.activity
            color: Theme.accent
            Accessible.role: Accessible.StatusBar
        }
        Part {
            visible: root.app.instruments.speed > 0
            text: root.app.instruments.speedText
        }
        Part {
            visible: text !== "" && root.width > 700
            text: root.app.instruments.stateText !== "" ? qsTr("state %1").arg(root.app.instruments.stateText) : ""
        }
        Part {
            visible: text !== "" && root.width > 560
            text: root.app.instruments.processText !== "" ? qsTr("memory %1").arg(root.app.instruments.processText) : ""
        }
        Part {
            text: root.app.catalog.running ? qsTr("Downloading") : qsTr("Offline")
            visible: root.width > 480
        }
    }
}

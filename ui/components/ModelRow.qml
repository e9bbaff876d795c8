import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// One model of the library.
Rectangle {
    id: root

    required property string modelId
    required property string name
    required property string generation
    required property string facts
    required property string path
    required property bool builtIn
    required property bool missing
    required property bool loaded

    signal useRequested(string id)
    signal removeRequested(string id)

    implicitHeight: row.implicitHeight + 2 * 12
    radius: Theme.radius
    color: Theme.surface
    border.color: Theme.line
    Accessible.role: Accessible.ListItem
    Accessible.name: root.name + ", " + root.facts

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
                text: root.generation + " · " + root.facts + (root.builtIn ? " · " + qsTr("built in, a tiny demo") : root.missing ? " · " + qsTr("the file is not there at the moment") : "")
                color: Theme.text2
                font.pixelSize: Theme.caption
                wrapMode: Text.Wrap
                textFormat: Text.PlainText
            }
            Label {
                Layout.fillWidth: true
                visible: root.path !== ""
                text: root.path
                color: Theme.text3
                font.pixelSize: Theme.caption
                elide: Text.ElideMiddle
                textFormat: Text.PlainText
            }
        }
        Label {
            visible: root.loaded
            text: qsTr("Ready")
            color: Theme.accent
            font.pixelSize: Theme.caption
        }
        ActionButton {
            text: qsTr("Chat")
            primary: root.loaded
            enabled: !root.missing
            Accessible.name: qsTr("Chat with %1").arg(root.name)
            onClicked: root.useRequested(root.modelId)
        }
        IconButton {
            visible: !root.builtIn
            text: qsTr("Remove %1 from the list (the file stays)").arg(root.name)
            icon.source: "qrc:/qt/qml/Aviary/icons/close.svg"
            onClicked: root.removeRequested(root.modelId)
        }
    }
}

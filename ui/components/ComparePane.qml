import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// One model's answer to the common prompt.
Rectangle {
    id: root

    required property int index
    required property string modelId
    required property string text
    required property string paneState
    required property string figures
    required property string memory
    required property string error

    property ModelListModel models
    property bool busy: false

    signal modelChosen(int pane, string id)

    radius: Theme.radius
    color: Theme.surface
    border.color: root.paneState === "running" ? Theme.accent : Theme.line

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 12
        spacing: Theme.gap

        ModelPicker {
            Layout.fillWidth: true
            models: root.models
            modelId: root.modelId
            enabled: !root.busy
            onChosen: id => root.modelChosen(root.index, id)
        }
        ScrollView {
            id: scroll
            Layout.fillWidth: true
            Layout.fillHeight: true
            ScrollBar.horizontal.policy: ScrollBar.AlwaysOff

            TextEdit {
                width: scroll.availableWidth
                text: root.text
                textFormat: TextEdit.PlainText
                readOnly: true
                selectByMouse: true
                wrapMode: TextEdit.Wrap
                color: Theme.text
                selectionColor: Theme.selection
                selectedTextColor: Theme.text
                font.pixelSize: Theme.body
                Accessible.name: qsTr("Answer %1").arg(root.index + 1)
            }
        }
        Label {
            Layout.fillWidth: true
            visible: text !== ""
            text: root.paneState === "waiting" ? qsTr("Waiting for its turn") : root.paneState === "failed" ? root.error : root.figures
            color: root.paneState === "failed" ? Theme.danger : Theme.text2
            font.pixelSize: Theme.caption
            wrapMode: Text.Wrap
            textFormat: Text.PlainText
        }
        Label {
            Layout.fillWidth: true
            visible: text !== ""
            text: root.memory
            color: Theme.text3
            font.pixelSize: Theme.caption
            wrapMode: Text.Wrap
            textFormat: Text.PlainText
        }
    }
}

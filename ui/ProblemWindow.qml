import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// In place of the window when the program cannot start.
ApplicationWindow {
    id: root

    required property string what
    required property string kept
    required property string details

    width: 480
    height: 240
    title: "Aviary"
    visible: true
    color: Theme.background
    LayoutMirroring.enabled: Application.layoutDirection === Qt.RightToLeft
    LayoutMirroring.childrenInherit: true

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.wide
        spacing: Theme.wide

        Label {
            Layout.fillWidth: true
            text: root.what
            color: Theme.text
            font.pixelSize: 16
            font.weight: Font.DemiBold
            wrapMode: Text.Wrap
            textFormat: Text.PlainText
        }
        Label {
            Layout.fillWidth: true
            text: root.kept
            color: Theme.text2
            font.pixelSize: Theme.ui
            wrapMode: Text.Wrap
            textFormat: Text.PlainText
        }
        TextEdit {
            Layout.fillWidth: true
            Layout.fillHeight: true
            text: root.details
            color: Theme.text3
            font.pixelSize: Theme.caption
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            readOnly: true
            selectByMouse: true
            Accessible.name: qsTr("Details")
        }
        ActionButton {
            Layout.alignment: Qt.AlignRight
            text: qsTr("Quit")
            primary: true
            focus: true
            onClicked: root.close()
        }
    }
}

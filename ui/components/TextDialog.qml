import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// Asks for a line of text, or (with `asks` off) for a yes.
Dialog {
    id: root

    property bool asks: true
    property alias text: field.text
    property string message: ""
    property string acceptLabel: ""

    anchors.centerIn: parent
    width: Math.min(420, (parent ? parent.width : 420) - 2 * Theme.wide)
    modal: true
    padding: Theme.wide
    onOpened: {
        if (root.asks) {
            field.forceActiveFocus();
            field.selectAll();
        } else {
            cancel.forceActiveFocus();
        }
    }

    background: Rectangle {
        radius: Theme.radius
        color: Theme.raised
        border.color: Theme.line
    }
    header: Label {
        text: root.title
        padding: Theme.wide
        bottomPadding: 0
        color: Theme.text
        font.pixelSize: 16
        font.weight: Font.DemiBold
        wrapMode: Text.Wrap
        horizontalAlignment: Text.AlignLeft
        textFormat: Text.PlainText
    }
    contentItem: ColumnLayout {
        spacing: Theme.wide

        Label {
            Layout.fillWidth: true
            visible: root.message !== ""
            text: root.message
            color: Theme.text2
            wrapMode: Text.Wrap
            textFormat: Text.PlainText
        }
        LineField {
            id: field
            Layout.fillWidth: true
            visible: root.asks
            Accessible.name: root.title
            onAccepted: root.accept()
        }
        RowLayout {
            Layout.alignment: Qt.AlignRight
            spacing: Theme.gap

            ActionButton {
                id: cancel
                text: qsTr("Cancel")
                onClicked: root.reject()
            }
            ActionButton {
                text: root.acceptLabel
                primary: true
                onClicked: root.accept()
            }
        }
    }
}

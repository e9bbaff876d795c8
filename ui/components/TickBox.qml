import QtQuick
import QtQuick.Controls.Basic
import Aviary

// A choice of yes or no.
CheckBox {
    id: root

    implicitHeight: Theme.target
    padding: 0
    spacing: Theme.gap
    font.pixelSize: Theme.ui
    opacity: enabled ? 1 : 0.5
    Accessible.name: root.text

    indicator: Rectangle {
        x: root.mirrored ? root.width - width : 0
        y: (root.height - height) / 2
        width: 18
        height: 18
        radius: 4
        color: root.checked ? Theme.accent : Theme.background
        border.width: root.visualFocus ? 2 : 1
        border.color: root.visualFocus ? (root.checked ? Theme.text : Theme.accent) : root.checked ? Theme.accent : Theme.edge

        TintedIcon {
            anchors.centerIn: parent
            visible: root.checked
            width: 16
            height: 16
            source: "qrc:/qt/qml/Aviary/icons/check.svg"
            tint: Theme.accentText
        }
    }
    contentItem: Label {
        leftPadding: root.mirrored ? 0 : root.indicator.width + root.spacing
        rightPadding: root.mirrored ? root.indicator.width + root.spacing : 0
        text: root.text
        color: Theme.text
        font: root.font
        verticalAlignment: Text.AlignVCenter
    }
}

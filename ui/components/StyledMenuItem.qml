import QtQuick
import QtQuick.Controls.Basic
import Aviary

// One entry of a StyledMenu.
MenuItem {
    id: root

    implicitHeight: Theme.target
    leftPadding: 12
    rightPadding: 12
    font.pixelSize: Theme.ui
    Accessible.name: root.text

    contentItem: Label {
        text: root.text
        color: root.enabled ? Theme.text : Theme.text3
        font: root.font
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        textFormat: Text.PlainText
    }
    background: Rectangle {
        radius: 6
        color: root.highlighted ? Theme.hover : "transparent"
    }
}

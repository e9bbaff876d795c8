import QtQuick
import QtQuick.Controls.Basic
import Aviary

// A button with words. `primary` is the one thing to do.
Button {
    id: root

    property bool primary: false

    implicitHeight: Theme.target
    leftPadding: Theme.wide
    rightPadding: Theme.wide
    topPadding: 6
    bottomPadding: 6
    font.pixelSize: Theme.ui
    icon.width: 18
    icon.height: 18
    icon.color: label.color
    opacity: enabled ? 1 : 0.5
    Accessible.name: root.text

    contentItem: Label {
        id: label
        text: root.text
        font: root.font
        color: root.primary ? Theme.accentText : Theme.text
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        textFormat: Text.PlainText
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.primary ? (root.hovered ? Theme.accentHover : Theme.accent) : (root.hovered ? Theme.hover : Theme.raised)
        border.width: root.visualFocus ? 2 : root.primary ? 0 : 1
        border.color: root.visualFocus ? (root.primary ? Theme.text : Theme.accent) : Theme.line
    }
}

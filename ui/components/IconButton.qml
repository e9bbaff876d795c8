import QtQuick
import QtQuick.Controls.Basic
import Aviary

// A picture that can be pressed. `text` is its name for screen readers and its tool tip.
ToolButton {
    id: root

    property bool selected: false
    property bool primary: false

    implicitWidth: Theme.target
    implicitHeight: Theme.target
    padding: 6
    display: AbstractButton.IconOnly
    icon.width: 20
    icon.height: 20
    icon.color: root.primary ? Theme.accentText : root.selected ? Theme.accent : root.enabled ? Theme.text2 : Theme.edge
    Accessible.name: root.text

    ToolTip.visible: root.text !== "" && (root.hovered || root.visualFocus)
    ToolTip.delay: 600
    ToolTip.text: root.text

    background: Rectangle {
        radius: Theme.radius
        color: root.primary ? (root.hovered ? Theme.accentHover : Theme.accent) : root.selected ? Theme.accentSoft : root.hovered || root.down ? Theme.hover : "transparent"
        border.width: root.visualFocus ? 2 : 0
        border.color: root.primary ? Theme.text : Theme.accent
    }
}

import QtQuick
import QtQuick.Controls.Basic
import Aviary

// A line of text to fill in.
TextField {
    id: root

    implicitHeight: Theme.target
    color: Theme.text
    placeholderTextColor: Theme.text3
    selectionColor: Theme.selection
    selectedTextColor: Theme.text
    font.pixelSize: Theme.ui
    selectByMouse: true
    opacity: enabled ? 1 : 0.5

    background: Rectangle {
        radius: 6
        color: Theme.background
        border.width: root.activeFocus ? 2 : 1
        border.color: root.activeFocus ? Theme.accent : Theme.edge
    }
}

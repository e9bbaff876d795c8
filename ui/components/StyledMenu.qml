import QtQuick
import QtQuick.Controls.Basic
import Aviary

// A menu in the theme's colours.
Menu {
    id: root

    padding: 4
    delegate: StyledMenuItem {
    }
    background: Rectangle {
        implicitWidth: 180
        radius: Theme.radius
        color: Theme.raised
        border.color: Theme.line
    }
}

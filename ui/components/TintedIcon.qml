import QtQuick
import QtQuick.Controls.Basic

// A picture in a colour of the theme. A button underneath, since Controls tint the pictures of buttons only.
ToolButton {
    id: root

    property url source
    property color tint

    implicitWidth: 20
    implicitHeight: 20
    padding: 0
    enabled: false
    focusPolicy: Qt.NoFocus
    hoverEnabled: false
    display: AbstractButton.IconOnly
    icon.source: root.source
    icon.color: root.tint
    icon.width: 20
    icon.height: 20
    background: null
    Accessible.ignored: true
}

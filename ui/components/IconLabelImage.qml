import QtQuick
import QtQuick.Controls.Basic

// A tinted picture, not a control: Controls tint the icons of buttons only.
ToolButton {
    id: root

    property url source
    property color tint

    implicitWidth: 20
    implicitHeight: 20
    padding: 0
    focusPolicy: Qt.NoFocus
    hoverEnabled: false
    display: AbstractButton.IconOnly
    icon.source: root.source
    icon.color: root.tint
    icon.width: 20
    icon.height: 20
    Accessible.ignored: true
    background: null
    enabled: false
}

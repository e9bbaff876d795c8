import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// One page's button: a picture with its name below.
AbstractButton {
    id: root

    property bool selected: false

    Layout.alignment: Qt.AlignHCenter
    implicitWidth: 60
    implicitHeight: 48
    Accessible.name: root.text
    Accessible.role: Accessible.PageTab
    icon.width: 20
    icon.height: 20
    icon.color: root.selected ? Theme.accent : Theme.text2

    contentItem: ColumnLayout {
        spacing: 2

        TintedIcon {
            Layout.alignment: Qt.AlignHCenter
            source: root.icon.source
            tint: root.icon.color
        }
        Label {
            Layout.alignment: Qt.AlignHCenter
            Layout.maximumWidth: 58
            text: root.text
            font.pixelSize: 11
            color: root.selected ? Theme.accent : Theme.text2
            elide: Text.ElideRight
            textFormat: Text.PlainText
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.selected ? Theme.accentSoft : root.hovered ? Theme.hover : "transparent"
        border.width: root.visualFocus ? 2 : 0
        border.color: Theme.accent
    }
}

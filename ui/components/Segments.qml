import QtQuick
import QtQuick.Controls.Basic
import Aviary

// One of a few values, all in view.
Row {
    id: root

    required property list<int> values
    required property int value
    required property string name

    signal chosen(int value)

    Accessible.role: Accessible.Grouping
    Accessible.name: root.name

    Repeater {
        model: root.values

        AbstractButton {
            id: segment

            required property int modelData

            readonly property bool current: segment.modelData === root.value

            implicitWidth: 36
            implicitHeight: Theme.target
            checkable: true
            checked: segment.current
            text: Number(segment.modelData).toLocaleString(Qt.locale(), "f", 0)
            Accessible.role: Accessible.RadioButton
            Accessible.name: root.name + ": " + segment.text
            onClicked: root.chosen(segment.modelData)

            contentItem: Label {
                text: segment.text
                color: segment.current ? Theme.accent : Theme.text2
                opacity: segment.enabled ? 1 : 0.5
                font.pixelSize: Theme.ui
                font.weight: segment.current ? Font.DemiBold : Font.Normal
                horizontalAlignment: Text.AlignHCenter
                verticalAlignment: Text.AlignVCenter
            }
            background: Rectangle {
                color: segment.current ? Theme.accentSoft : segment.hovered ? Theme.hover : Theme.raised
                border.width: segment.visualFocus ? 2 : 1
                border.color: segment.visualFocus ? Theme.accent : Theme.line
            }
        }
    }
}

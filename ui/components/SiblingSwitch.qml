import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// Which of a turn's versions is shown, and the way to the others.
RowLayout {
    id: root

    required property int sibling
    required property int siblingCount
    required property bool busy

    signal siblingRequested(int step)

    visible: root.siblingCount > 1
    spacing: 0

    IconButton {
        text: qsTr("Previous version")
        icon.source: "qrc:/qt/qml/Aviary/icons/" + (root.LayoutMirroring.enabled ? "next" : "previous") + ".svg"
        enabled: root.sibling > 1 && !root.busy
        onClicked: root.siblingRequested(-1)
    }
    Label {
        text: qsTr("%L1 of %L2").arg(root.sibling).arg(root.siblingCount)
        color: Theme.text2
        font.pixelSize: Theme.caption
    }
    IconButton {
        text: qsTr("Next version")
        icon.source: "qrc:/qt/qml/Aviary/icons/" + (root.LayoutMirroring.enabled ? "previous" : "next") + ".svg"
        enabled: root.sibling < root.siblingCount && !root.busy
        onClicked: root.siblingRequested(1)
    }
}

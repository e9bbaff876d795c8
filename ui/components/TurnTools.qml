import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// Below a turn: its other versions, and, once the pointer or the keyboard is there, what can be done with it.
RowLayout {
    id: root

    required property int sibling
    required property int siblingCount
    required property string facts
    required property bool busy
    required property bool wanted

    readonly property bool shown: root.wanted || copy.visualFocus || more.visualFocus

    signal copyRequested
    signal menuRequested(Item button)
    signal siblingRequested(int step)

    spacing: 2

    RowLayout {
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
    IconButton {
        id: copy
        opacity: root.shown ? 1 : 0
        text: qsTr("Copy this message")
        icon.source: "qrc:/qt/qml/Aviary/icons/copy.svg"
        onClicked: root.copyRequested()
    }
    IconButton {
        id: more
        objectName: "messageMenu"
        opacity: root.shown ? 1 : 0
        text: qsTr("Message menu")
        icon.source: "qrc:/qt/qml/Aviary/icons/more.svg"
        onClicked: root.menuRequested(more)
    }
    Label {
        Layout.fillWidth: true
        visible: root.facts !== "" && root.shown
        text: root.facts
        color: Theme.text3
        font.pixelSize: Theme.caption
        elide: Text.ElideRight
        textFormat: Text.PlainText
    }
}

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// At a turn, once the pointer or the keyboard is there: what can be done with it, and its figures.
RowLayout {
    id: root

    required property string facts
    required property bool wanted

    readonly property bool shown: root.wanted || copy.visualFocus || more.visualFocus

    signal copyRequested
    signal menuRequested(Item button)

    spacing: 2

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

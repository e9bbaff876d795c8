import QtQuick
import QtQuick.Controls.Basic
import Aviary

// Takes files that are dragged onto the window, and says so while they hover over it.
DropArea {
    id: root

    signal fileDropped(url file)

    keys: ["text/uri-list"]
    onDropped: drop => {
        for (const file of drop.urls)
            root.fileDropped(file);
    }

    Rectangle {
        anchors.fill: parent
        visible: root.containsDrag
        color: Theme.accentSoft
        opacity: 0.95
        border.width: 2
        border.color: Theme.accent

        Label {
            anchors.centerIn: parent
            width: parent.width - 4 * Theme.wide
            text: qsTr("Drop the model file here to open it")
            color: Theme.accent
            font.pixelSize: Theme.title
            wrapMode: Text.Wrap
            horizontalAlignment: Text.AlignHCenter
        }
    }
}

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// A graph of the last minute with its number, and the value under the pointer.
ColumnLayout {
    id: root

    required property string title
    required property string value
    required property list<double> history
    required property int places
    required property color series
    required property string hoverText
    property real unit: 1

    readonly property real hoverValue: area.containsMouse ? graph.valueAt(area.mouseX) : -1

    spacing: 4
    Accessible.role: Accessible.Chart
    Accessible.name: root.title + ": " + root.value

    RowLayout {
        Label {
            Layout.fillWidth: true
            text: root.title
            color: Theme.text2
            font.pixelSize: Theme.caption
            textFormat: Text.PlainText
        }
        Label {
            text: root.hoverValue >= 0 ? root.hoverText : root.value
            color: Theme.text
            font.pixelSize: Theme.ui
            font.weight: Font.DemiBold
            textFormat: Text.PlainText
        }
    }
    HistoryGraph {
        id: graph
        Layout.fillWidth: true
        Layout.preferredHeight: 64
        values: root.history
        places: root.places
        unit: root.unit
        line: root.series
        grid: Theme.line

        Label {
            anchors.left: parent.left
            anchors.top: parent.top
            anchors.topMargin: 2
            visible: root.history.length > 1
            text: Number(graph.scaleEnd / root.unit).toLocaleString(Qt.locale(), "f", graph.scaleEnd < 2 * root.unit ? 1 : 0)
            color: Theme.text3
            font.pixelSize: 10
        }
        MouseArea {
            id: area
            anchors.fill: parent
            hoverEnabled: true
            acceptedButtons: Qt.NoButton
        }
    }
}

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// Speed and memory, live.
Rectangle {
    id: root

    required property InstrumentsViewModel instruments

    signal closeRequested

    implicitWidth: 260
    color: Theme.surface

    component Fact: RowLayout {
        property alias name: nameLabel.text
        property alias value: valueLabel.text

        visible: value !== ""
        Accessible.role: Accessible.StaticText
        Accessible.name: name + ": " + value

        Label {
            id: nameLabel
            Layout.fillWidth: true
            color: Theme.text2
            font.pixelSize: Theme.caption
            textFormat: Text.PlainText
        }
        Label {
            id: valueLabel
            color: Theme.text
            font.pixelSize: Theme.caption
            textFormat: Text.PlainText
        }
    }

    Divider {
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.left: parent.left
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.wide
        spacing: Theme.wide

        RowLayout {
            Label {
                Layout.fillWidth: true
                text: qsTr("Instruments")
                horizontalAlignment: Text.AlignLeft
                color: Theme.text
                font.pixelSize: Theme.ui
                font.weight: Font.DemiBold
            }
            IconButton {
                text: qsTr("Hide the instruments")
                icon.source: "qrc:/qt/qml/Aviary/icons/close.svg"
                onClicked: root.closeRequested()
            }
        }
        GraphCard {
            Layout.fillWidth: true
            Layout.fillHeight: false
            title: qsTr("Speed, last minute")
            value: root.instruments.speedText
            history: root.instruments.speedHistory
            places: root.instruments.samplesPerMinute
            series: Theme.speedSeries
            hoverText: qsTr("%L1 tokens/s").arg(Math.round(hoverValue))
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: 4

            Fact {
                name: qsTr("First token after")
                value: root.instruments.firstTokenText
            }
            Fact {
                name: qsTr("Reading")
                value: root.instruments.readText
            }
        }
        GraphCard {
            Layout.fillWidth: true
            Layout.fillHeight: false
            title: qsTr("Memory of the program")
            value: root.instruments.processText
            history: root.instruments.memoryHistory
            places: root.instruments.samplesPerMinute
            series: Theme.memorySeries
            unit: 1048576
            hoverText: qsTr("%L1 MiB").arg(Math.round(hoverValue / 1048576))
        }
        ColumnLayout {
            Layout.fillWidth: true
            Layout.fillHeight: false
            spacing: 4

            Fact {
                name: qsTr("Weights")
                value: root.instruments.weightsText
            }
            Fact {
                name: qsTr("State of one chat")
                value: root.instruments.stateText
            }
        }
        Label {
            Layout.fillWidth: true
            text: qsTr("The state is all the model remembers. Its size stays the same however long the chat is.")
            wrapMode: Text.Wrap
            color: Theme.text3
            font.pixelSize: Theme.caption
        }
        Item {
            Layout.fillHeight: true
        }
    }
}

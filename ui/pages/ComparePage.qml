import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// The same prompt and seed for two to four models, side by side.
Item {
    id: root

    required property AppViewModel app

    readonly property CompareViewModel compare: root.app.compare
    readonly property int columns: root.width > 900 ? compare.panes : root.width > 560 ? 2 : 1

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.wide
        spacing: Theme.wide

        Label {
            text: qsTr("Compare")
            color: Theme.text
            font.pixelSize: Theme.title
            font.weight: Font.DemiBold
        }
        PromptField {
            id: prompt
            Layout.fillWidth: true
            draft: ""
            replying: root.compare.running
            placeholder: qsTr("One prompt for all models")
            onSendRequested: root.compare.run(field.text)
            onStopRequested: root.compare.stop()
        }
        Flow {
            Layout.fillWidth: true
            spacing: Theme.wide

            RowLayout {
                spacing: Theme.gap

                Label {
                    text: qsTr("Models")
                    color: Theme.text2
                    font.pixelSize: Theme.ui
                }
                SpinBox {
                    from: 2
                    to: 4
                    value: root.compare.panes
                    enabled: !root.compare.running
                    implicitHeight: Theme.target
                    Accessible.name: qsTr("How many models")
                    onValueModified: root.compare.panes = value
                }
            }
            RowLayout {
                spacing: Theme.gap

                Label {
                    text: qsTr("Seed")
                    color: Theme.text2
                    font.pixelSize: Theme.ui
                }
                TextField {
                    text: root.compare.seed
                    color: Theme.text
                    implicitWidth: 90
                    implicitHeight: Theme.target
                    enabled: !root.compare.running
                    inputMethodHints: Qt.ImhDigitsOnly
                    Accessible.name: qsTr("Seed")
                    onEditingFinished: root.compare.seed = text
                    background: Rectangle {
                        radius: 6
                        color: Theme.background
                        border.color: Theme.edge
                    }
                }
            }
            Switch {
                id: together
                text: qsTr("Run together")
                checked: root.compare.together
                enabled: !root.compare.running
                font.pixelSize: Theme.ui
                palette.windowText: Theme.text
                onToggled: root.compare.together = checked
            }
            Label {
                height: Theme.target
                verticalAlignment: Text.AlignVCenter
                text: together.checked ? qsTr("Running together shares the computer: speeds are lower than alone.") : qsTr("One after another: speeds can be compared.")
                color: Theme.text3
                font.pixelSize: Theme.caption
            }
        }
        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: root.columns
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap

            Repeater {
                model: root.compare

                ComparePane {
                    Layout.fillWidth: true
                    Layout.fillHeight: true
                    Layout.preferredWidth: 1
                    Layout.preferredHeight: 1
                    models: root.app.models
                    busy: root.compare.running
                    onModelChosen: (pane, id) => root.compare.chooseModel(pane, id)
                }
            }
        }
    }
}

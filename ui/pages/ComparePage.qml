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
    readonly property int rows: Math.ceil(compare.panes / root.columns)

    function focusPrompt() {
        prompt.field.forceActiveFocus();
    }
    /// Unless half a word is still with the input method.
    function send() {
        if (!prompt.field.inputMethodComposing)
            root.compare.run(prompt.field.text);
    }

    Component.onCompleted: root.focusPrompt()

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.wide
        spacing: Theme.wide

        Label {
            Layout.fillWidth: true
            text: qsTr("Compare")
            color: Theme.text
            font.pixelSize: Theme.title
            font.weight: Font.DemiBold
            horizontalAlignment: Text.AlignLeft
        }
        PromptField {
            id: prompt
            objectName: "comparePrompt"
            Layout.fillWidth: true
            draft: ""
            replying: root.compare.running
            placeholder: qsTr("One prompt for all models")
            onSendRequested: root.send()
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
                Segments {
                    values: [2, 3, 4]
                    value: root.compare.panes
                    name: qsTr("How many models")
                    enabled: !root.compare.running
                    onChosen: count => root.compare.panes = count
                }
            }
            RowLayout {
                spacing: Theme.gap

                Label {
                    text: qsTr("Seed")
                    color: Theme.text2
                    font.pixelSize: Theme.ui
                }
                LineField {
                    text: root.compare.seed
                    implicitWidth: 90
                    enabled: !root.compare.running
                    inputMethodHints: Qt.ImhDigitsOnly
                    Accessible.name: qsTr("Seed")
                    onEditingFinished: root.compare.seed = text
                }
            }
            TickBox {
                id: together
                text: qsTr("Run together")
                checked: root.compare.together
                enabled: !root.compare.running
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
        Flickable {
            id: area
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            contentHeight: grid.height
            ScrollBar.vertical: ScrollBar {
            }

            GridLayout {
                id: grid
                width: area.width
                height: Math.max(area.height, root.rows * 200)
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
}

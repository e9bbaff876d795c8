import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// One conversation: model, transcript, message field.
Item {
    id: root

    required property AppViewModel app

    signal actionRequested(string action)

    readonly property ChatViewModel chat: root.app.chat

    function focusPrompt() {
        prompt.field.forceActiveFocus();
    }
    /// Unless half a word is still with the input method.
    function send() {
        if (!prompt.field.inputMethodComposing)
            root.chat.send();
    }
    function chooseModel() {
        picker.forceActiveFocus();
        picker.popup.open();
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        RowLayout {
            Layout.fillWidth: true
            Layout.margins: Theme.gap
            Layout.leftMargin: Theme.wide
            spacing: Theme.gap

            IconButton {
                text: qsTr("Show or hide the list of chats")
                icon.source: "qrc:/qt/qml/Aviary/icons/menu.svg"
                onClicked: root.actionRequested("toggleList")
            }
            Label {
                Layout.fillWidth: true
                text: root.chat.title !== "" ? root.chat.title : qsTr("New chat")
                color: Theme.text
                font.pixelSize: 16
                font.weight: Font.DemiBold
                elide: Text.ElideRight
                textFormat: Text.PlainText
            }
            Label {
                visible: root.chat.demoModel && root.width > 560
                text: qsTr("tiny demo")
                color: Theme.warn
                font.pixelSize: Theme.caption
                leftPadding: 8
                rightPadding: 8
                topPadding: 2
                bottomPadding: 2
                background: Rectangle {
                    radius: 10
                    color: Theme.warnSoft
                }
            }
            ModelPicker {
                id: picker
                Layout.preferredWidth: Math.min(240, root.width / 3)
                models: root.app.models
                modelId: root.chat.modelId
                onChosen: id => root.chat.useModel(id)
            }
            IconButton {
                text: qsTr("Show or hide the instruments")
                icon.source: "qrc:/qt/qml/Aviary/icons/instruments.svg"
                onClicked: root.actionRequested("toggleInstruments")
            }
        }
        Divider {
            Layout.fillWidth: true
        }
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            TranscriptView {
                anchors.fill: parent
                visible: root.chat.transcript.count > 0
                chat: root.chat
            }
            Flickable {
                anchors.fill: parent
                visible: root.chat.transcript.count === 0
                contentHeight: starters.implicitHeight + 2 * Theme.wide
                clip: true
                boundsBehavior: Flickable.StopAtBounds

                StarterList {
                    id: starters
                    objectName: "starters"
                    width: Math.min(parent.width - 2 * Theme.wide, 560)
                    x: (parent.width - width) / 2
                    y: Math.max(Theme.wide, (root.height - 160 - implicitHeight) / 2)
                    demoModel: root.chat.demoModel
                    modelName: root.chat.modelName
                    onChosen: text => root.chat.sendText(text)
                    onOpenRequested: root.actionRequested("openFile")
                }
            }
        }
        PromptField {
            id: prompt
            Layout.fillWidth: true
            Layout.maximumWidth: Theme.prose + 2 * Theme.wide
            Layout.alignment: Qt.AlignHCenter
            Layout.margins: Theme.wide
            Layout.topMargin: Theme.gap
            draft: root.chat.draft
            replying: root.chat.replying
            placeholder: root.chat.modelName !== "" ? qsTr("Message %1").arg(root.chat.modelName) : qsTr("Message")
            onDraftEdited: text => root.chat.draft = text
            onSendRequested: root.send()
            onStopRequested: root.chat.stop()
        }
    }
}

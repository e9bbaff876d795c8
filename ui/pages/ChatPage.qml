import QtQuick
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
        header.chooseModel();
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        ChatHeader {
            id: header
            Layout.fillWidth: true
            chat: root.chat
            models: root.app.models
            onActionRequested: action => root.actionRequested(action)
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

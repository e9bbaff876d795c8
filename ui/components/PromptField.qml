import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// Where messages are written. Enter sends, Shift+Enter starts a line; never while an input method is composing.
Rectangle {
    id: root

    required property string draft
    required property bool replying
    property string placeholder: ""

    readonly property alias field: area

    signal draftEdited(string text)
    signal sendRequested
    signal stopRequested

    implicitHeight: Math.min(220, Math.max(48, area.implicitHeight + 4))
    radius: 14
    color: Theme.raised
    border.width: area.activeFocus ? 2 : 1
    border.color: area.activeFocus ? Theme.accent : Theme.edge

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.wide
        anchors.rightMargin: Theme.gap
        spacing: Theme.gap

        ScrollView {
            Layout.fillWidth: true
            Layout.fillHeight: true
            ScrollBar.horizontal.policy: ScrollBar.AlwaysOff

            TextArea {
                id: area
                objectName: "promptField"
                placeholderText: root.placeholder
                placeholderTextColor: Theme.text3
                color: Theme.text
                selectionColor: Theme.selection
                selectedTextColor: Theme.text
                font.pixelSize: Theme.body
                wrapMode: TextArea.Wrap
                textFormat: TextArea.PlainText
                verticalAlignment: TextArea.AlignVCenter
                topPadding: 12
                bottomPadding: 12
                leftPadding: 0
                rightPadding: 0
                background: null
                Accessible.name: qsTr("Message")
                Accessible.description: qsTr("Enter sends, Shift+Enter starts a new line")
                onTextChanged: root.draftEdited(text)
                Keys.onTabPressed: nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
                Keys.onBacktabPressed: nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason)
                Keys.onPressed: event => {
                    const enter = event.key === Qt.Key_Return || event.key === Qt.Key_Enter;
                    if (!enter || (event.modifiers & Qt.ShiftModifier))
                        return;
                    event.accepted = true;
                    if (!area.inputMethodComposing)
                        root.sendRequested();
                }
            }
        }
        IconButton {
            objectName: "stopButton"
            Layout.alignment: Qt.AlignBottom
            Layout.bottomMargin: 8
            visible: root.replying
            text: qsTr("Stop the reply")
            icon.source: "qrc:/qt/qml/Aviary/icons/stop.svg"
            icon.color: Theme.danger
            onClicked: root.stopRequested()
        }
        IconButton {
            objectName: "sendButton"
            Layout.alignment: Qt.AlignBottom
            Layout.bottomMargin: 8
            visible: !root.replying
            enabled: area.text.trim() !== ""
            text: qsTr("Send")
            primary: enabled
            icon.source: "qrc:/qt/qml/Aviary/icons/send.svg"
            onClicked: root.sendRequested()
        }
    }
    onDraftChanged: if (area.text !== root.draft)
        area.text = root.draft
    Component.onCompleted: area.text = root.draft
}

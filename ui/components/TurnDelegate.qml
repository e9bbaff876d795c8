import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// One turn of the conversation. Shows what the roles say, reports what the person asked for.
Item {
    id: root

    required property int index
    required property string text
    required property bool fromUser
    required property bool writing
    required property bool unfinished
    required property bool interrupted
    required property int sibling
    required property int siblingCount
    required property string modelName
    required property string facts

    property bool busy: false

    signal copyRequested(int row)
    signal forkRequested(int row)
    signal retryRequested(int row)
    signal continueRequested(int row)
    signal siblingRequested(int row, int step)

    property string shown: "" // what the text item holds

    /// A growing text is added to, so that a selection in it stays.
    function showText() {
        if (root.shown !== "" && root.text.startsWith(root.shown))
            body.insert(body.length, root.text.slice(root.shown.length));
        else if (root.text !== "" && root.shown.startsWith(root.text))
            body.remove(root.text.length, body.length);
        else
            body.text = root.text;
        root.shown = root.text;
    }

    onTextChanged: root.showText()
    Component.onCompleted: root.showText()
    implicitHeight: column.implicitHeight + (root.fromUser ? Theme.wide : Theme.gap)
    Accessible.role: Accessible.Paragraph
    Accessible.name: (root.fromUser ? qsTr("You said: %1") : qsTr("The model replied: %1")).arg(root.text)

    HoverHandler {
        id: hover
    }
    ColumnLayout {
        id: column
        width: Math.min(parent.width - 2 * Theme.wide, Theme.prose)
        anchors.horizontalCenter: parent.horizontalCenter
        spacing: 4

        RowLayout {
            Layout.fillWidth: true
            spacing: 4

            Loader {
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignBottom
                active: root.fromUser
                visible: active
                sourceComponent: Item {
                    implicitWidth: besideTools.implicitWidth
                    implicitHeight: besideTools.implicitHeight

                    TurnTools {
                        id: besideTools
                        anchors.right: parent.right
                        facts: ""
                        wanted: hover.hovered || menu.visible
                        onCopyRequested: root.copyRequested(root.index)
                        onMenuRequested: button => menu.popup(button, 0, button.height)
                    }
                }
            }
            Rectangle {
                Layout.fillWidth: !root.fromUser
                Layout.maximumWidth: column.width - (root.fromUser ? 2 * 40 : 0)
                implicitWidth: root.fromUser ? body.implicitWidth + 2 * Theme.wide : column.width
                implicitHeight: body.implicitHeight + (root.fromUser ? 2 * 10 : 4)
                radius: 14
                color: root.fromUser ? Theme.accentSoft : "transparent"

                TextEdit {
                    id: body
                    objectName: "turnText"
                    anchors.fill: parent
                    anchors.leftMargin: root.fromUser ? Theme.wide : 0
                    anchors.rightMargin: root.fromUser ? Theme.wide : 0
                    anchors.topMargin: root.fromUser ? 10 : 2
                    textFormat: TextEdit.PlainText
                    readOnly: true
                    selectByMouse: true
                    persistentSelection: false
                    wrapMode: TextEdit.Wrap
                    color: Theme.text
                    selectionColor: Theme.selection
                    selectedTextColor: Theme.text
                    font.pixelSize: Theme.body
                    Accessible.ignored: true
                }
            }
        }
        Label {
            visible: root.writing && root.text === ""
            text: qsTr("Thinking about it…")
            color: Theme.text3
            font.pixelSize: Theme.ui
        }
        RowLayout {
            Layout.fillWidth: true
            visible: root.unfinished
            spacing: Theme.gap

            Label {
                text: root.interrupted ? qsTr("Interrupted: the program ended in the middle of this reply.") : qsTr("Stopped.")
                color: Theme.warn
                font.pixelSize: Theme.caption
                wrapMode: Text.Wrap
                Layout.fillWidth: true
            }
            ActionButton {
                text: qsTr("Continue")
                enabled: !root.busy
                onClicked: root.continueRequested(root.index)
            }
        }
        SiblingSwitch {
            Layout.alignment: root.fromUser ? Qt.AlignRight : Qt.AlignLeft
            sibling: root.sibling
            siblingCount: root.siblingCount
            busy: root.busy
            onSiblingRequested: step => root.siblingRequested(root.index, step)
        }
        Loader {
            Layout.maximumWidth: column.width
            active: !root.fromUser
            visible: active
            sourceComponent: TurnTools {
                facts: root.facts !== "" ? root.modelName + " · " + root.facts : ""
                wanted: hover.hovered || menu.visible
                onCopyRequested: root.copyRequested(root.index)
                onMenuRequested: button => menu.popup(button, 0, button.height)
            }
        }
    }

    StyledMenu {
        id: menu

        StyledMenuItem {
            text: qsTr("Copy")
            onTriggered: root.copyRequested(root.index)
        }
        StyledMenuItem {
            objectName: "forkItem"
            text: qsTr("Fork")
            enabled: !root.busy
            onTriggered: root.forkRequested(root.index)
        }
        StyledMenuItem {
            text: root.fromUser ? qsTr("Answer again") : qsTr("Retry")
            enabled: !root.busy
            onTriggered: root.retryRequested(root.index)
        }
        StyledMenuItem {
            text: qsTr("Continue")
            enabled: root.unfinished && !root.busy
            onTriggered: root.continueRequested(root.index)
        }
    }
}

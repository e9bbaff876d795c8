import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// What happened, what was kept, one thing to do; the technical line is folded away.
Rectangle {
    id: root

    required property AppViewModel app

    signal actionRequested(string action)

    implicitHeight: column.implicitHeight + 2 * Theme.gap
    color: Theme.warnSoft
    Accessible.role: Accessible.AlertMessage
    Accessible.name: root.app.noticeWhat + " " + root.app.noticeKept

    ColumnLayout {
        id: column
        anchors.fill: parent
        anchors.margins: Theme.gap
        anchors.leftMargin: Theme.wide
        spacing: 2

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap

            Label {
                Layout.fillWidth: true
                text: root.app.noticeWhat + (root.app.noticeKept !== "" ? " " + root.app.noticeKept : "")
                wrapMode: Text.Wrap
                horizontalAlignment: Text.AlignLeft
                color: Theme.warn
                font.pixelSize: Theme.ui
                textFormat: Text.PlainText
            }
            ActionButton {
                visible: root.app.noticeAction !== ""
                text: root.app.noticeLabel
                onClicked: root.actionRequested(root.app.noticeAction)
            }
            ActionButton {
                id: details
                visible: root.app.noticeDetails !== ""
                checkable: true
                text: qsTr("Details")
            }
            IconButton {
                text: qsTr("Close")
                icon.source: "qrc:/qt/qml/Aviary/icons/close.svg"
                onClicked: root.app.dismissNotice()
            }
        }
        TextEdit {
            Layout.fillWidth: true
            visible: details.visible && details.checked
            text: root.app.noticeDetails
            readOnly: true
            selectByMouse: true
            wrapMode: TextEdit.Wrap
            color: Theme.text2
            font.pixelSize: Theme.caption
            textFormat: TextEdit.PlainText
            Accessible.name: qsTr("Details")
        }
    }
}

import QtQuick
import QtQuick.Controls.Basic
import Aviary

// Above a conversation: its title and the model that answers. Anchored, since what fits depends on the width.
Item {
    id: root

    required property ChatViewModel chat
    required property ModelListModel models

    signal actionRequested(string action)

    function chooseModel() {
        picker.forceActiveFocus();
        picker.popup.open();
    }

    implicitHeight: Theme.target + 2 * Theme.gap

    IconButton {
        id: listButton
        anchors.left: parent.left
        anchors.leftMargin: Theme.wide
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("Show or hide the list of chats")
        icon.source: "qrc:/qt/qml/Aviary/icons/menu.svg"
        onClicked: root.actionRequested("toggleList")
    }
    Label {
        anchors.left: listButton.right
        anchors.right: demo.visible ? demo.left : picker.left
        anchors.margins: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        text: root.chat.title !== "" ? root.chat.title : qsTr("New chat")
        color: Theme.text
        font.pixelSize: 16
        font.weight: Font.DemiBold
        elide: Text.ElideRight
        horizontalAlignment: Text.AlignLeft
        textFormat: Text.PlainText
    }
    Label {
        id: demo
        anchors.right: picker.left
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        visible: root.chat.demoModel && root.width > 440
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
        anchors.right: instrumentsButton.left
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(240, root.width / 3)
        models: root.models
        modelId: root.chat.modelId
        onChosen: id => root.chat.useModel(id)
    }
    IconButton {
        id: instrumentsButton
        anchors.right: parent.right
        anchors.rightMargin: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("Show or hide the instruments")
        icon.source: "qrc:/qt/qml/Aviary/icons/instruments.svg"
        onClicked: root.actionRequested("toggleInstruments")
    }
}

import QtQuick
import QtQuick.Controls.Basic
import Aviary

// The conversation from top to bottom. Follows a growing reply only while its end is in view.
Item {
    id: root

    required property ChatViewModel chat

    function goToEnd() {
        list.follow = true;
        list.positionViewAtEnd();
    }
    function row(index: int): Item {
        return list.itemAtIndex(index);
    }

    ListView {
        id: list
        objectName: "transcript"

        property bool follow: true

        anchors.fill: parent
        clip: true
        topMargin: Theme.wide
        bottomMargin: Theme.gap
        model: root.chat.transcript
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 800
        reuseItems: false
        activeFocusOnTab: true
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Conversation")
        ScrollBar.vertical: ScrollBar {}

        onContentHeightChanged: if (follow) Qt.callLater(positionViewAtEnd)
        onHeightChanged: if (follow) Qt.callLater(positionViewAtEnd)
        onMovementStarted: follow = false
        onMovementEnded: follow = atYEnd
        onCountChanged: if (follow) Qt.callLater(positionViewAtEnd)

        Keys.onPressed: event => {
            if (event.key === Qt.Key_End) {
                root.goToEnd();
            } else if (event.key === Qt.Key_Home) {
                follow = false;
                positionViewAtBeginning();
            } else if (event.key === Qt.Key_PageUp || event.key === Qt.Key_Up) {
                follow = false;
                contentY = Math.max(originY - topMargin, contentY - (event.key === Qt.Key_Up ? 40 : height * 0.9));
            } else if (event.key === Qt.Key_PageDown || event.key === Qt.Key_Down) {
                contentY = Math.min(originY + contentHeight + bottomMargin - height, contentY + (event.key === Qt.Key_Down ? 40 : height * 0.9));
                follow = atYEnd;
            } else {
                return;
            }
            event.accepted = true;
        }

        WheelHandler {
            acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
            onWheel: event => {
                const end = list.originY + list.contentHeight + list.bottomMargin - list.height;
                const start = list.originY - list.topMargin;
                const step = event.pixelDelta.y !== 0 ? event.pixelDelta.y : event.angleDelta.y;
                list.contentY = Math.max(start, Math.min(Math.max(start, end), list.contentY - step));
                list.follow = list.contentY >= end - 2;
            }
        }

        delegate: TurnDelegate {
            width: ListView.view.width
            busy: root.chat.replying
            onCopyRequested: row => root.chat.copy(row)
            onForkRequested: row => root.chat.fork(row)
            onRetryRequested: row => root.chat.retry(row)
            onContinueRequested: row => root.chat.continueReply(row)
            onSiblingRequested: (row, step) => root.chat.showSibling(row, step)
        }
    }
    ActionButton {
        visible: !list.follow && !list.atYEnd
        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.bottomMargin: Theme.gap
        text: qsTr("Jump to latest")
        onClicked: root.goToEnd()
    }
    Connections {
        target: root.chat
        function onSent() {
            root.goToEnd();
        }
        function onConversationChanged() {
            list.follow = true;
        }
    }
}

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

        /// By pixels, not beyond the ends.
        function scrollBy(pixels: real) {
            const end = Math.max(list.originY, list.originY + list.contentHeight - list.height);
            list.contentY = Math.max(list.originY, Math.min(end, list.contentY + pixels));
            list.follow = list.contentY >= end - 2;
        }
        function keepAtEnd() {
            if (list.follow)
                settled.start();
        }

        anchors.fill: parent
        clip: true
        model: root.chat.transcript
        boundsBehavior: Flickable.StopAtBounds
        cacheBuffer: 800
        activeFocusOnTab: true
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Conversation")
        ScrollBar.vertical: ScrollBar {
        }
        header: Item {
            height: Theme.wide
        }
        footer: Item {
            height: Theme.gap
        }

        onContentHeightChanged: list.keepAtEnd()
        onHeightChanged: list.keepAtEnd()
        onCountChanged: list.keepAtEnd()
        onMovementStarted: list.follow = false
        onMovementEnded: list.follow = list.atYEnd

        Keys.onPressed: event => {
            event.accepted = true;
            switch (event.key) {
            case Qt.Key_Home:
                list.follow = false;
                list.positionViewAtBeginning();
                break;
            case Qt.Key_End:
                root.goToEnd();
                break;
            case Qt.Key_Up:
                list.scrollBy(-40);
                break;
            case Qt.Key_Down:
                list.scrollBy(40);
                break;
            case Qt.Key_PageUp:
                list.scrollBy(-0.9 * list.height);
                break;
            case Qt.Key_PageDown:
            case Qt.Key_Space:
                list.scrollBy(0.9 * list.height);
                break;
            default:
                event.accepted = false;
            }
        }

        Timer {
            id: settled // once rows have their heights
            interval: 0
            onTriggered: if (list.follow)
                list.positionViewAtEnd()
        }
        WheelHandler {
            acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
            onWheel: event => list.scrollBy(event.pixelDelta.y !== 0 ? -event.pixelDelta.y : -event.angleDelta.y)
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

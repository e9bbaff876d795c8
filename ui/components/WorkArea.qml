import QtQuick
import Aviary

// The pages, one in view. All but the first are made when they are first wanted.
Item {
    id: root

    required property AppViewModel app
    required property string page

    readonly property ChatPage chatPage: chatLoader.item as ChatPage
    readonly property ComparePage comparePage: compareLoader.item as ComparePage

    signal actionRequested(string action)

    function focusPrompt() {
        if (root.page === "chat" && root.chatPage)
            root.chatPage.focusPrompt();
        else if (root.page === "compare" && root.comparePage)
            root.comparePage.focusPrompt();
    }
    function send() {
        if (root.page === "chat")
            root.chatPage.send();
        else if (root.page === "compare")
            root.comparePage.send();
    }
    function chooseModel() {
        root.chatPage.chooseModel();
    }

    PageLoader {
        id: chatLoader
        anchors.fill: parent
        wanted: root.page === "chat"
        sourceComponent: ChatPage {
            app: root.app
            onActionRequested: action => root.actionRequested(action)
        }
    }
    PageLoader {
        id: compareLoader
        anchors.fill: parent
        wanted: root.page === "compare"
        sourceComponent: ComparePage {
            app: root.app
        }
    }
    PageLoader {
        anchors.fill: parent
        wanted: root.page === "models"
        sourceComponent: ModelsPage {
            app: root.app
            onOpenFileRequested: root.actionRequested("openFile")
            onChatRequested: root.actionRequested("pageChat")
        }
    }
    PageLoader {
        anchors.fill: parent
        wanted: root.page === "settings"
        sourceComponent: SettingsPage {
            app: root.app
        }
    }
}

import QtQuick
import QtQuick.Layouts
import Aviary

// The pages, one in view. All but the first are made when they are first wanted.
StackLayout {
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

    currentIndex: ["chat", "compare", "models", "settings"].indexOf(root.page)

    PageLoader {
        id: chatLoader
        wanted: true
        sourceComponent: ChatPage {
            app: root.app
            onActionRequested: action => root.actionRequested(action)
        }
    }
    PageLoader {
        id: compareLoader
        wanted: root.page === "compare"
        sourceComponent: ComparePage {
            app: root.app
        }
    }
    PageLoader {
        wanted: root.page === "models"
        sourceComponent: ModelsPage {
            app: root.app
            onOpenFileRequested: root.actionRequested("openFile")
            onChatRequested: root.actionRequested("pageChat")
        }
    }
    PageLoader {
        wanted: root.page === "settings"
        sourceComponent: SettingsPage {
            app: root.app
        }
    }
}

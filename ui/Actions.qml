import QtQml
import Aviary

// What the window's actions do. Menus, buttons and shortcuts name an action and nothing else; the things only the
// window can do itself are asked of it by signals.
QtObject {
    id: root

    required property AppViewModel app
    required property string page

    signal pageRequested(string name)
    signal sendRequested
    signal modelChoiceRequested
    signal fileRequested
    signal listToggled
    signal instrumentsToggled
    signal helpRequested
    signal quitRequested

    function lastReply(): int {
        return root.app.chat.transcript.count - 1;
    }
    function perform(action: string) {
        switch (action) {
        case "newChat":
            root.app.chat.newChat();
            root.pageRequested("chat");
            break;
        case "send":
            root.sendRequested();
            break;
        case "stop":
            if (root.page === "compare")
                root.app.compare.stop();
            else
                root.app.chat.stop();
            break;
        case "tryAgain":
            root.app.chat.tryAgain();
            break;
        case "retry":
            root.app.chat.retry(root.lastReply());
            break;
        case "continue":
            root.app.chat.continueReply(root.lastReply());
            break;
        case "fork":
            root.app.chat.fork(root.lastReply());
            break;
        case "olderVersion":
            root.app.chat.showSibling(root.lastReply(), -1);
            break;
        case "newerVersion":
            root.app.chat.showSibling(root.lastReply(), 1);
            break;
        case "copyReply":
            root.app.chat.copy(root.lastReply());
            break;
        case "openFile":
        case "open":
            root.fileRequested();
            break;
        case "chooseModel":
            root.pageRequested("chat");
            root.modelChoiceRequested();
            break;
        case "pageChat":
            root.pageRequested("chat");
            break;
        case "pageCompare":
            root.pageRequested("compare");
            break;
        case "pageModels":
        case "models":
            root.pageRequested("models");
            break;
        case "settings":
            root.pageRequested("settings");
            break;
        case "toggleList":
            root.listToggled();
            break;
        case "toggleInstruments":
            root.instrumentsToggled();
            break;
        case "help":
            root.helpRequested();
            break;
        case "quit":
            root.quitRequested();
            break;
        }
    }
}

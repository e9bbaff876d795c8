import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Dialogs
import QtQuick.Layouts
import Aviary

// The window: pages at its edge, chats, work area, instruments, status.
ApplicationWindow {
    id: root

    required property AppViewModel app

    property string page: "chat"
    property bool listWanted: true
    property bool instrumentsWanted: true
    readonly property bool listFits: root.width >= 640
    readonly property bool instrumentsFit: root.width >= 900
    readonly property ChatPage chatPage: chatLoader.item as ChatPage

    function showPage(name: string) {
        root.page = name;
        if (name === "chat" && root.chatPage)
            root.chatPage.focusPrompt();
    }
    function lastReply(): int {
        return root.app.chat.transcript.count - 1;
    }
    function perform(action: string) {
        switch (action) {
        case "newChat":
            root.app.chat.newChat();
            root.showPage("chat");
            break;
        case "send":
            root.app.chat.send();
            break;
        case "stop":
            root.app.chat.stop();
            break;
        case "retry":
            root.app.chat.retry(root.lastReply());
            break;
        case "fork":
            root.app.chat.fork(root.lastReply());
            break;
        case "copyReply":
            root.app.chat.copy(root.lastReply());
            break;
        case "openFile":
        case "open":
            fileDialog.open();
            break;
        case "chooseModel":
            root.showPage("chat");
            root.chatPage.chooseModel();
            break;
        case "pageChat":
            root.showPage("chat");
            break;
        case "pageCompare":
            root.showPage("compare");
            break;
        case "pageModels":
        case "models":
            root.showPage("models");
            break;
        case "toggleList":
            if (root.listFits)
                root.listWanted = !root.listWanted;
            else
                drawer.visible = !drawer.visible;
            break;
        case "toggleInstruments":
            root.instrumentsWanted = !root.instrumentsWanted;
            break;
        case "settings":
            root.showPage("settings");
            break;
        case "help":
            help.open();
            break;
        case "quit":
            root.close();
            break;
        }
    }

    width: 1180
    height: 760
    minimumWidth: 480
    minimumHeight: 480
    title: root.app.chat.title !== "" ? root.app.chat.title + " — Aviary" : "Aviary"
    color: Theme.background
    font.pixelSize: Theme.ui
    palette {
        window: Theme.background
        windowText: Theme.text
        base: Theme.raised
        alternateBase: Theme.surface
        text: Theme.text
        button: Theme.raised
        buttonText: Theme.text
        highlight: Theme.accent
        highlightedText: Theme.accentText
        placeholderText: Theme.text3
        toolTipBase: Theme.raised
        toolTipText: Theme.text
        light: Theme.hover
        midlight: Theme.hover
        mid: Theme.line
        dark: Theme.edge
    }
    LayoutMirroring.enabled: Application.layoutDirection === Qt.RightToLeft
    LayoutMirroring.childrenInherit: true
    Component.onCompleted: root.showPage("chat")

    Binding {
        target: Theme
        property: "dark"
        value: root.app.dark
    }
    Instantiator {
        model: root.app.shortcuts

        Shortcut {
            required property string action
            required property string chord

            sequences: action !== "" ? [chord] : []
            onActivated: root.perform(action)
        }
    }

    DropArea {
        anchors.fill: parent
        keys: ["text/uri-list"]
        onDropped: drop => {
            for (const url of drop.urls)
                root.app.openFile(url);
        }
    }
    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        NoticeBanner {
            Layout.fillWidth: true
            app: root.app
            onActionRequested: action => {
                root.app.dismissNotice();
                root.perform(action);
            }
        }
        RowLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: 0

            NavigationRail {
                Layout.fillHeight: true
                page: root.page
                onPageRequested: name => root.showPage(name)
                onHelpRequested: root.perform("help")
            }
            ConversationList {
                Layout.fillHeight: true
                visible: root.page === "chat" && root.listWanted && root.listFits
                conversations: root.app.conversations
                current: root.app.chat.conversation
                onNewRequested: root.perform("newChat")
                onOpenRequested: id => root.app.openConversation(id)
                onRenameRequested: (id, title) => dialogs.rename(id, title)
                onRemoveRequested: (id, title) => dialogs.remove(id, title)
            }
            StackLayout {
                Layout.fillWidth: true
                Layout.fillHeight: true
                currentIndex: ["chat", "compare", "models", "settings"].indexOf(root.page)

                Loader {
                    id: chatLoader
                    sourceComponent: ChatPage {
                        app: root.app
                        onOpenFileRequested: root.perform("openFile")
                        onListToggled: root.perform("toggleList")
                        onInstrumentsToggled: root.perform("toggleInstruments")
                    }
                }
                PageLoader {
                    wanted: root.page === "compare"
                    sourceComponent: ComparePage {
                        app: root.app
                    }
                }
                PageLoader {
                    wanted: root.page === "models"
                    sourceComponent: ModelsPage {
                        app: root.app
                        onOpenFileRequested: root.perform("openFile")
                        onChatRequested: root.showPage("chat")
                    }
                }
                PageLoader {
                    wanted: root.page === "settings"
                    sourceComponent: SettingsPage {
                        app: root.app
                    }
                }
            }
            InstrumentsDock {
                Layout.fillHeight: true
                visible: root.page === "chat" && root.instrumentsWanted && root.instrumentsFit
                instruments: root.app.instruments
                onCloseRequested: root.instrumentsWanted = false
            }
        }
        StatusStrip {
            Layout.fillWidth: true
            app: root.app
        }
    }

    Drawer {
        id: drawer
        width: 280
        height: root.height
        edge: root.LayoutMirroring.enabled ? Qt.RightEdge : Qt.LeftEdge

        ConversationList {
            anchors.fill: parent
            conversations: root.app.conversations
            current: root.app.chat.conversation
            onNewRequested: {
                drawer.close();
                root.perform("newChat");
            }
            onOpenRequested: id => {
                drawer.close();
                root.app.openConversation(id);
            }
            onRenameRequested: (id, title) => dialogs.rename(id, title)
            onRemoveRequested: (id, title) => dialogs.remove(id, title)
        }
    }
    ConversationDialogs {
        id: dialogs
        anchors.fill: parent
        app: root.app
    }
    FileDialog {
        id: fileDialog
        title: qsTr("Open a model file")
        nameFilters: [qsTr("Models (*.pth *.safetensors *.st *.pt)"), qsTr("All files (*)")]
        onAccepted: root.app.openFile(selectedFile)
    }
    HelpSheet {
        id: help
        shortcuts: root.app.shortcuts
        version: root.app.version
    }
    Connections {
        target: root.app
        function onModelOpened() {
            root.showPage("chat");
        }
    }
}

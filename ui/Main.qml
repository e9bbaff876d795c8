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

    function showPage(name: string) {
        root.page = name;
        workArea.focusPrompt();
    }
    function toggleList() {
        if (root.listFits)
            root.listWanted = !root.listWanted;
        else
            sheets.toggleList();
    }
    function toggleInstruments() {
        if (root.instrumentsFit)
            root.instrumentsWanted = !root.instrumentsWanted;
        else
            sheets.toggleInstruments();
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
        highlight: Theme.selection
        highlightedText: Theme.text
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

    Actions {
        id: actions
        app: root.app
        page: root.page
        onPageRequested: name => root.showPage(name)
        onSendRequested: workArea.send()
        onModelChoiceRequested: workArea.chooseModel()
        onFileRequested: fileDialog.open()
        onListToggled: root.toggleList()
        onInstrumentsToggled: root.toggleInstruments()
        onHelpRequested: help.open()
        onQuitRequested: root.close()
    }
    Binding {
        target: Theme
        property: "dark"
        value: root.app.dark
    }
    Binding {
        target: root.app.instruments
        property: "visible"
        value: root.visible && root.visibility !== Window.Minimized
    }
    Instantiator {
        model: root.app.shortcuts

        Shortcut {
            required property string action
            required property list<string> keySequences

            sequences: action !== "" ? keySequences : []
            onActivated: actions.perform(action)
        }
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        Loader {
            Layout.fillWidth: true
            active: root.app.hasNotice
            visible: active
            sourceComponent: NoticeBanner {
                app: root.app
                onActionRequested: action => {
                    root.app.dismissNotice();
                    actions.perform(action);
                }
            }
        }
        // Anchored, not laid out: what is shown here depends on the width it gets.
        Item {
            Layout.fillWidth: true
            Layout.fillHeight: true

            NavigationRail {
                id: rail
                anchors.left: parent.left
                anchors.top: parent.top
                anchors.bottom: parent.bottom
                page: root.page
                onPageRequested: name => root.showPage(name)
                onHelpRequested: actions.perform("help")
            }
            ConversationList {
                id: list
                anchors.left: rail.right
                anchors.top: parent.top
                anchors.bottom: parent.bottom
                visible: root.page === "chat" && root.listWanted && root.listFits
                width: visible ? implicitWidth : 0
                conversations: root.app.conversations
                current: root.app.chat.conversation
                onNewRequested: actions.perform("newChat")
                onOpenRequested: id => root.app.openConversation(id)
                onRenameRequested: (id, title) => dialogs.rename(id, title)
                onRemoveRequested: (id, title) => dialogs.remove(id, title)
            }
            WorkArea {
                id: workArea
                anchors.left: list.right
                anchors.right: dock.left
                anchors.top: parent.top
                anchors.bottom: parent.bottom
                app: root.app
                page: root.page
                onActionRequested: action => actions.perform(action)
            }
            InstrumentsDock {
                id: dock
                anchors.right: parent.right
                anchors.top: parent.top
                anchors.bottom: parent.bottom
                visible: root.page === "chat" && root.instrumentsWanted && root.instrumentsFit
                width: visible ? implicitWidth : 0
                instruments: root.app.instruments
                onCloseRequested: root.instrumentsWanted = false
            }
        }
        StatusStrip {
            Layout.fillWidth: true
            app: root.app
        }
    }

    DropTarget {
        anchors.fill: parent
        onFileDropped: url => root.app.openFile(url)
    }
    SideSheets {
        id: sheets
        anchors.fill: parent
        app: root.app
        onNewRequested: actions.perform("newChat")
        onRenameRequested: (id, title) => dialogs.rename(id, title)
        onRemoveRequested: (id, title) => dialogs.remove(id, title)
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

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// The pages, at the window's edge.
Rectangle {
    id: root

    property string page: "chat"

    signal pageRequested(string page)
    signal helpRequested

    implicitWidth: 56
    color: Theme.surface

    ColumnLayout {
        anchors.fill: parent
        anchors.topMargin: Theme.gap
        anchors.bottomMargin: Theme.gap
        spacing: Theme.gap

        Repeater {
            model: [
                { page: "chat", name: qsTr("Chat"), icon: "chat" },
                { page: "compare", name: qsTr("Compare"), icon: "compare" },
                { page: "models", name: qsTr("Models"), icon: "models" }
            ]

            RailButton {
                required property var modelData

                text: modelData.name
                icon.source: "qrc:/qt/qml/Aviary/icons/" + modelData.icon + ".svg"
                selected: root.page === modelData.page
                onClicked: root.pageRequested(modelData.page)
            }
        }
        Item {
            Layout.fillHeight: true
        }
        RailButton {
            text: qsTr("Settings")
            icon.source: "qrc:/qt/qml/Aviary/icons/settings.svg"
            selected: root.page === "settings"
            onClicked: root.pageRequested("settings")
        }
        RailButton {
            text: qsTr("Help")
            icon.source: "qrc:/qt/qml/Aviary/icons/help.svg"
            onClicked: root.helpRequested()
        }
    }
    Divider {
        anchors.top: parent.top
        anchors.bottom: parent.bottom
        anchors.right: parent.right
    }
}

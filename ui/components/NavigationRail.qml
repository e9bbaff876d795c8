import QtQuick
import QtQuick.Layouts
import Aviary

// The pages, at the window's edge.
Rectangle {
    id: root

    property string page: "chat"

    signal pageRequested(string page)
    signal helpRequested

    component PageButton: RailButton {
        property string name

        icon.source: "qrc:/qt/qml/Aviary/icons/" + name + ".svg"
        selected: root.page === name
        onClicked: root.pageRequested(name)
    }

    implicitWidth: 64
    color: Theme.surface

    ColumnLayout {
        anchors.fill: parent
        anchors.topMargin: Theme.gap
        anchors.bottomMargin: Theme.gap
        spacing: Theme.gap

        PageButton {
            name: "chat"
            text: qsTr("Chat")
        }
        PageButton {
            name: "compare"
            text: qsTr("Compare")
        }
        PageButton {
            name: "models"
            text: qsTr("Models")
        }
        Item {
            Layout.fillHeight: true
        }
        PageButton {
            name: "settings"
            text: qsTr("Settings")
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

import QtQuick

// A page that is made when it is first wanted, and stays.
Loader {
    id: root

    property bool wanted: false

    active: false
    onWantedChanged: if (root.wanted) root.active = true
    Component.onCompleted: if (root.wanted) root.active = true
}

import QtQuick

// A page that is made when it is first wanted, and stays, out of view while another is.
Loader {
    id: root

    property bool wanted: false

    active: false
    visible: root.wanted
    onWantedChanged: if (root.wanted)
        root.active = true
    Component.onCompleted: if (root.wanted)
        root.active = true
}

import QtQuick
import Aviary

// A hairline between areas.
Rectangle {
    property bool vertical: false

    implicitWidth: 1
    implicitHeight: 1
    color: Theme.line
}

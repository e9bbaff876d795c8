import QtQuick
import QtQuick.Controls.Basic
import Aviary

// The models that can be downloaded.
Column {
    id: root

    required property CatalogModel catalog

    spacing: Theme.gap
    visible: root.catalog.count > 0
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Models to download")

    Label {
        width: parent.width
        topPadding: Theme.wide
        text: qsTr("Models to download")
        color: Theme.text
        font.pixelSize: Theme.body
        font.weight: Font.DemiBold
        horizontalAlignment: Text.AlignLeft
        Accessible.role: Accessible.Heading
    }
    Label {
        width: parent.width
        text: qsTr("Nothing is fetched before you press Download. Downloads go on where they stopped, also after a restart, and every file is verified before it is used.")
        color: Theme.text2
        font.pixelSize: Theme.ui
        wrapMode: Text.Wrap
        horizontalAlignment: Text.AlignLeft
    }
    Repeater {
        model: root.catalog

        delegate: DownloadRow {
            width: root.width
            onStartRequested: id => root.catalog.start(id)
            onPauseRequested: id => root.catalog.pause(id)
            onCancelRequested: id => root.catalog.cancel(id)
        }
    }
}

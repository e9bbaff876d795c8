import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// The models that are here.
Item {
    id: root

    required property AppViewModel app

    signal openFileRequested
    signal chatRequested

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.wide
        spacing: Theme.wide

        RowLayout {
            Label {
                Layout.fillWidth: true
                text: qsTr("Models")
                horizontalAlignment: Text.AlignLeft
                color: Theme.text
                font.pixelSize: Theme.title
                font.weight: Font.DemiBold
            }
            ActionButton {
                text: qsTr("Open a model file…")
                primary: true
                onClicked: root.openFileRequested()
            }
        }
        Label {
            Layout.fillWidth: true
            text: qsTr("A file of your own stays where it is. PyTorch (.pth) and safetensors files of RWKV-7 models can be opened; drop one on this window or press the button.")
            color: Theme.text2
            font.pixelSize: Theme.ui
            wrapMode: Text.Wrap
            horizontalAlignment: Text.AlignLeft
        }
        ListView {
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            spacing: Theme.gap
            model: root.app.models
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Models on this computer")
            ScrollBar.vertical: ScrollBar {
            }

            footer: DownloadList {
                width: ListView.view.width
                catalog: root.app.catalog
            }
            delegate: ModelRow {
                width: ListView.view.width
                onUseRequested: id => {
                    root.app.chat.useModel(id);
                    root.chatRequested();
                }
                onRemoveRequested: id => root.app.removeModel(id)
            }
        }
    }
}

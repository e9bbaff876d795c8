import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// What an empty chat offers.
ColumnLayout {
    id: root

    required property bool demoModel
    required property string modelName

    //: What the demo model is asked. Translate only into a question that it answers; keep English otherwise.
    readonly property list<string> questions: [qsTr("What is RWKV?"), qsTr("What can you do?"), qsTr("How do I fork a chat?"), qsTr("Reverse the word cat."), "你好", "こんにちは"]

    signal chosen(string text)
    signal openRequested

    spacing: Theme.wide

    Label {
        Layout.fillWidth: true
        text: qsTr("Aviary runs RWKV models on this computer. Nothing leaves it.")
        color: Theme.text
        font.pixelSize: Theme.title
        font.weight: Font.DemiBold
        wrapMode: Text.Wrap
        horizontalAlignment: Text.AlignHCenter
    }
    Rectangle {
        Layout.fillWidth: true
        visible: root.demoModel
        implicitHeight: demoText.implicitHeight + 2 * 12
        radius: Theme.radius
        color: Theme.warnSoft

        Label {
            id: demoText
            anchors.fill: parent
            anchors.margins: 12
            text: qsTr("%1 is a tiny demo model that is built in. It knows a few answers about Aviary and RWKV and plays small word games. For real work download a larger one on the Models page, or open a model file of your own.").arg(root.modelName)
            color: Theme.warn
            wrapMode: Text.Wrap
            textFormat: Text.PlainText
            font.pixelSize: Theme.ui
        }
    }
    Flow {
        Layout.fillWidth: true
        visible: root.demoModel
        spacing: Theme.gap

        Repeater {
            model: root.questions

            ActionButton {
                required property string modelData

                text: modelData
                onClicked: root.chosen(modelData)
            }
        }
    }
    ActionButton {
        Layout.alignment: Qt.AlignHCenter
        text: qsTr("Open a model file…")
        onClicked: root.openRequested()
    }
    Label {
        Layout.fillWidth: true
        text: qsTr("You can also drop a .pth or .safetensors file on this window.")
        color: Theme.text3
        font.pixelSize: Theme.caption
        wrapMode: Text.Wrap
        horizontalAlignment: Text.AlignHCenter
    }
}

import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// Chooses one of the models of the library.
ComboBox {
    id: root

    required property ModelListModel models
    required property string modelId

    signal chosen(string id)

    implicitWidth: 240
    implicitHeight: Theme.target
    model: root.models
    textRole: "name"
    valueRole: "modelId"
    currentIndex: root.models.count >= 0 ? root.models.rowOf(root.modelId) : -1
    displayText: currentIndex < 0 ? qsTr("Choose a model") : currentText
    font.pixelSize: Theme.ui
    Accessible.name: qsTr("Model")
    onActivated: index => root.chosen(root.models.idAt(index))

    contentItem: Label {
        leftPadding: Theme.gap
        text: root.displayText
        color: Theme.text
        font: root.font
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        textFormat: Text.PlainText
    }
    background: Rectangle {
        radius: Theme.radius
        color: root.hovered ? Theme.hover : Theme.raised
        border.width: root.visualFocus ? 2 : 1
        border.color: root.visualFocus ? Theme.accent : Theme.line
    }
    indicator: TintedIcon {
        x: root.mirrored ? Theme.gap : root.width - width - Theme.gap
        y: (root.height - height) / 2
        source: "qrc:/qt/qml/Aviary/icons/down.svg"
        tint: Theme.text2
    }
    popup.width: Math.max(root.width, 320)
    popup.padding: 4
    popup.background: Rectangle {
        radius: Theme.radius
        color: Theme.raised
        border.color: Theme.line
    }
    delegate: ItemDelegate {
        id: item

        required property int index
        required property string name
        required property string generation
        required property string facts
        required property bool missing

        width: ListView.view.width
        height: 46
        enabled: !item.missing
        highlighted: root.highlightedIndex === item.index
        Accessible.name: item.name + " " + item.generation

        contentItem: ColumnLayout {
            spacing: 0

            Label {
                Layout.fillWidth: true
                text: item.name + (item.generation !== "" ? " · " + item.generation : "")
                color: item.enabled ? Theme.text : Theme.text3
                font.pixelSize: Theme.ui
                elide: Text.ElideRight
                textFormat: Text.PlainText
            }
            Label {
                Layout.fillWidth: true
                text: item.missing ? qsTr("The file is not there at the moment") : item.facts
                color: Theme.text3
                font.pixelSize: Theme.caption
                elide: Text.ElideRight
                textFormat: Text.PlainText
            }
        }
        background: Rectangle {
            color: item.highlighted ? Theme.hover : "transparent"
            radius: 6
        }
    }
}

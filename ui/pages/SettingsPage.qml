import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Layouts
import Aviary

// Everything applies at once.
Item {
    id: root

    required property AppViewModel app

    component Caption: Label {
        color: Theme.text2
        font.pixelSize: Theme.ui
    }
    component Choice: ComboBox {
        id: choice

        required property list<string> values
        required property list<string> names
        required property string value

        signal chosen(string value)

        implicitWidth: 240
        implicitHeight: Theme.target
        model: choice.names
        currentIndex: choice.values.indexOf(choice.value)
        onActivated: index => choice.chosen(choice.values[index])
        contentItem: Label {
            leftPadding: Theme.gap
            text: choice.displayText
            color: Theme.text
            verticalAlignment: Text.AlignVCenter
        }
        background: Rectangle {
            radius: Theme.radius
            color: Theme.raised
            border.width: choice.visualFocus ? 2 : 1
            border.color: choice.visualFocus ? Theme.accent : Theme.line
        }
    }

    GridLayout {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: Theme.wide
        columns: root.width > 520 ? 2 : 1
        columnSpacing: Theme.wide
        rowSpacing: Theme.wide

        Label {
            Layout.columnSpan: parent.columns
            text: qsTr("Settings")
            color: Theme.text
            font.pixelSize: Theme.title
            font.weight: Font.DemiBold
        }
        Caption {
            text: qsTr("Look")
        }
        Choice {
            values: ["system", "light", "dark"]
            names: [qsTr("As the system"), qsTr("Light"), qsTr("Dark")]
            value: root.app.theme
            Accessible.name: qsTr("Look")
            onChosen: value => root.app.theme = value
        }
        Caption {
            text: qsTr("Language")
        }
        Choice {
            values: ["", "en", "zh_CN"]
            names: [qsTr("As the system"), "English", "简体中文"]
            value: root.app.language
            Accessible.name: qsTr("Language")
            onChosen: value => root.app.language = value
        }
        Caption {
            text: qsTr("Conversations and states are kept in")
        }
        TextEdit {
            Layout.fillWidth: true
            text: root.app.dataFolder
            readOnly: true
            selectByMouse: true
            wrapMode: TextEdit.WrapAnywhere
            textFormat: TextEdit.PlainText
            color: Theme.text
            font.pixelSize: Theme.ui
            Accessible.name: qsTr("Data folder")
        }
    }
}

pragma Singleton
import QtQuick

// Colours, sizes and type of the whole window. `dark` is set by the window.
QtObject {
    property bool dark: false

    readonly property color background: dark ? "#121417" : "#ffffff"
    readonly property color surface: dark ? "#1a1d22" : "#f6f7f9"
    readonly property color raised: dark ? "#22262d" : "#ffffff"
    readonly property color hover: dark ? "#272c34" : "#eceef2"
    readonly property color text: dark ? "#e9ecf1" : "#16191f"
    readonly property color text2: dark ? "#b4bbc7" : "#4a5260"
    readonly property color text3: dark ? "#8e97a6" : "#667085"
    readonly property color accent: dark ? "#4fc3ae" : "#0b6b5e"
    readonly property color accentHover: dark ? "#6fd4c1" : "#0d7d6e"
    readonly property color accentText: dark ? "#06201b" : "#ffffff"
    readonly property color accentSoft: dark ? "#17322e" : "#e3f1ee"
    readonly property color danger: dark ? "#ff8a80" : "#b3261e"
    readonly property color warn: dark ? "#f2b65a" : "#8a5300"
    readonly property color warnSoft: dark ? "#33290f" : "#fdf3e1"
    readonly property color line: dark ? "#2c313a" : "#e1e4ea"
    readonly property color edge: dark ? "#6f7887" : "#868e9c"
    readonly property color selection: dark ? "#2b5c53" : "#b9e0d8"
    readonly property color speedSeries: dark ? "#f2b65a" : "#a85b00"
    readonly property color memorySeries: dark ? "#7fb4ee" : "#2f6fb5"

    readonly property int caption: 12
    readonly property int ui: 13
    readonly property int body: 15
    readonly property int title: 20

    readonly property int gap: 8
    readonly property int wide: 16
    readonly property int radius: 8
    readonly property int target: 32
    readonly property int prose: 720
}

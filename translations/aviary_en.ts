<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>ChatHeader</name>
    <message>
        <location filename="../ui/components/ChatHeader.qml" line="26"/>
        <source>Show or hide the list of chats</source>
        <translation>Show or hide the list of chats</translation>
    </message>
    <message>
        <location filename="../ui/components/ChatHeader.qml" line="35"/>
        <source>New chat</source>
        <translation>New chat</translation>
    </message>
    <message>
        <location filename="../ui/components/ChatHeader.qml" line="49"/>
        <source>tiny demo</source>
        <translation>tiny demo</translation>
    </message>
    <message>
        <location filename="../ui/components/ChatHeader.qml" line="76"/>
        <source>Show or hide the instruments</source>
        <translation>Show or hide the instruments</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <location filename="../ui/pages/ChatPage.qml" line="80"/>
        <source>Message %1</source>
        <translation>Message %1</translation>
    </message>
    <message>
        <location filename="../ui/pages/ChatPage.qml" line="80"/>
        <source>Message</source>
        <translation>Message</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="34"/>
        <source>Compare</source>
        <translation>Compare</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="46"/>
        <source>One prompt for all models</source>
        <translation>One prompt for all models</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="58"/>
        <source>Models</source>
        <translation>Models</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="65"/>
        <source>How many models</source>
        <translation>How many models</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="74"/>
        <location filename="../ui/pages/ComparePage.qml" line="83"/>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="89"/>
        <source>Run together</source>
        <translation>Run together</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="97"/>
        <source>Running together shares the computer: speeds are lower than alone.</source>
        <translation>Running together shares the computer: speeds are lower than alone.</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="97"/>
        <source>One after another: speeds can be compared.</source>
        <translation>One after another: speeds can be compared.</translation>
    </message>
</context>
<context>
    <name>ComparePane</name>
    <message>
        <location filename="../ui/components/ComparePane.qml" line="56"/>
        <source>Answer %1</source>
        <translation>Answer %1</translation>
    </message>
    <message>
        <location filename="../ui/components/ComparePane.qml" line="62"/>
        <source>Waiting for its turn</source>
        <translation>Waiting for its turn</translation>
    </message>
</context>
<context>
    <name>ConversationDialogs</name>
    <message>
        <location filename="../ui/components/ConversationDialogs.qml" line="19"/>
        <source>“%1” and everything in it will be gone.</source>
        <translation>“%1” and everything in it will be gone.</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationDialogs.qml" line="25"/>
        <source>Rename the chat</source>
        <translation>Rename the chat</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationDialogs.qml" line="26"/>
        <source>Rename</source>
        <translation>Rename</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationDialogs.qml" line="32"/>
        <source>Delete this chat?</source>
        <translation>Delete this chat?</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationDialogs.qml" line="33"/>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
</context>
<context>
    <name>ConversationList</name>
    <message>
        <location filename="../ui/components/ConversationList.qml" line="34"/>
        <source>New chat</source>
        <translation>New chat</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationList.qml" line="53"/>
        <source>Chats</source>
        <translation>Chats</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationList.qml" line="101"/>
        <source>Your chats will be listed here.</source>
        <translation>Your chats will be listed here.</translation>
    </message>
</context>
<context>
    <name>ConversationRow</name>
    <message>
        <location filename="../ui/components/ConversationRow.qml" line="60"/>
        <source>Rename or delete “%1”</source>
        <translation>Rename or delete “%1”</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationRow.qml" line="80"/>
        <source>Rename…</source>
        <translation>Rename…</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationRow.qml" line="84"/>
        <source>Delete…</source>
        <translation>Delete…</translation>
    </message>
</context>
<context>
    <name>DownloadList</name>
    <message>
        <location filename="../ui/components/DownloadList.qml" line="14"/>
        <location filename="../ui/components/DownloadList.qml" line="19"/>
        <source>Models to download</source>
        <translation>Models to download</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadList.qml" line="28"/>
        <source>Nothing is fetched before you press Download. Downloads go on where they stopped, also after a restart, and every file is verified before it is used.</source>
        <translation>Nothing is fetched before you press Download. Downloads go on where they stopped, also after a restart, and every file is verified before it is used.</translation>
    </message>
</context>
<context>
    <name>DownloadRow</name>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="71"/>
        <source>Download of %1</source>
        <translation>Download of %1</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="101"/>
        <source>Download</source>
        <translation>Download</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="101"/>
        <source>Go on</source>
        <translation>Go on</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="101"/>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="102"/>
        <source>Download %1</source>
        <translation>Download %1</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="102"/>
        <source>Go on downloading %1</source>
        <translation>Go on downloading %1</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="107"/>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="108"/>
        <source>Pause the download of %1</source>
        <translation>Pause the download of %1</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="113"/>
        <source>Cancel the download of %1 and remove what arrived</source>
        <translation>Cancel the download of %1 and remove what arrived</translation>
    </message>
</context>
<context>
    <name>DropTarget</name>
    <message>
        <location filename="../ui/components/DropTarget.qml" line="28"/>
        <source>Drop the model file here to open it</source>
        <translation>Drop the model file here to open it</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="25"/>
        <source>%1 tokens/s</source>
        <translation>%1 tokens/s</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="30"/>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="31"/>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="39"/>
        <source>%1 billion parameters</source>
        <translation>%1 billion parameters</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="40"/>
        <source>%1 million parameters</source>
        <translation>%1 million parameters</translation>
    </message>
    <message numerus="yes">
        <location filename="../ui/viewmodels/format.cpp" line="46"/>
        <source>%n tokens</source>
        <translation><numerusform>%n token</numerusform><numerusform>%n tokens</numerusform></translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="50"/>
        <source>first after %1</source>
        <translation>first after %1</translation>
    </message>
</context>
<context>
    <name>HelpSheet</name>
    <message>
        <location filename="../ui/components/HelpSheet.qml" line="31"/>
        <source>Help: all shortcuts</source>
        <translation>Help: all shortcuts</translation>
    </message>
    <message>
        <location filename="../ui/components/HelpSheet.qml" line="37"/>
        <source>Close</source>
        <translation>Close</translation>
    </message>
    <message>
        <location filename="../ui/components/HelpSheet.qml" line="52"/>
        <source>Shortcuts</source>
        <translation>Shortcuts</translation>
    </message>
    <message>
        <location filename="../ui/components/HelpSheet.qml" line="95"/>
        <source>Aviary %1. Your chats stay on this computer; nothing is sent anywhere.</source>
        <translation>Aviary %1. Your chats stay on this computer; nothing is sent anywhere.</translation>
    </message>
</context>
<context>
    <name>InstrumentsDock</name>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="53"/>
        <source>Instruments</source>
        <translation>Instruments</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="60"/>
        <source>Hide the instruments</source>
        <translation>Hide the instruments</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="68"/>
        <source>Speed, last minute</source>
        <translation>Speed, last minute</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="73"/>
        <source>%L1 tokens/s</source>
        <translation>%L1 tokens/s</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="81"/>
        <source>First token after</source>
        <translation>First token after</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="85"/>
        <source>Reading</source>
        <translation>Reading</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="92"/>
        <source>Memory of the program</source>
        <translation>Memory of the program</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="98"/>
        <source>%L1 MiB</source>
        <translation>%L1 MiB</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="106"/>
        <source>Weights</source>
        <translation>Weights</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="110"/>
        <source>State of one chat</source>
        <translation>State of one chat</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="116"/>
        <source>The state is all the model remembers. Its size stays the same however long the chat is.</source>
        <translation>The state is all the model remembers. Its size stays the same however long the chat is.</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <location filename="../ui/Main.qml" line="245"/>
        <source>Open a model file</source>
        <translation>Open a model file</translation>
    </message>
    <message>
        <location filename="../ui/Main.qml" line="246"/>
        <source>Models (*.pth *.safetensors *.st *.pt)</source>
        <translation>Models (*.pth *.safetensors *.st *.pt)</translation>
    </message>
    <message>
        <location filename="../ui/Main.qml" line="246"/>
        <source>All files (*)</source>
        <translation>All files (*)</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <location filename="../ui/components/ModelPicker.qml" line="21"/>
        <source>Choose a model</source>
        <translation>Choose a model</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelPicker.qml" line="23"/>
        <source>Model</source>
        <translation>Model</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelPicker.qml" line="82"/>
        <source>The file is not there at the moment</source>
        <translation>The file is not there at the moment</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="50"/>
        <source>built in, a tiny demo</source>
        <translation>built in, a tiny demo</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="50"/>
        <source>the file is not there at the moment</source>
        <translation>the file is not there at the moment</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="68"/>
        <source>Ready</source>
        <translation>Ready</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="73"/>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="76"/>
        <source>Chat with %1</source>
        <translation>Chat with %1</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="81"/>
        <source>Remove %1 from the list (the file stays)</source>
        <translation>Remove %1 from the list (the file stays)</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <location filename="../ui/pages/ModelsPage.qml" line="23"/>
        <source>Models</source>
        <translation>Models</translation>
    </message>
    <message>
        <location filename="../ui/pages/ModelsPage.qml" line="30"/>
        <source>Open a model file…</source>
        <translation>Open a model file…</translation>
    </message>
    <message>
        <location filename="../ui/pages/ModelsPage.qml" line="37"/>
        <source>A file of your own stays where it is. PyTorch (.pth) and safetensors files of RWKV-7 models can be opened; drop one on this window or press the button.</source>
        <translation>A file of your own stays where it is. PyTorch (.pth) and safetensors files of RWKV-7 models can be opened; drop one on this window or press the button.</translation>
    </message>
    <message>
        <location filename="../ui/pages/ModelsPage.qml" line="51"/>
        <source>Models on this computer</source>
        <translation>Models on this computer</translation>
    </message>
</context>
<context>
    <name>NavigationRail</name>
    <message>
        <location filename="../ui/components/NavigationRail.qml" line="33"/>
        <source>Chat</source>
        <translation>Chat</translation>
    </message>
    <message>
        <location filename="../ui/components/NavigationRail.qml" line="37"/>
        <source>Compare</source>
        <translation>Compare</translation>
    </message>
    <message>
        <location filename="../ui/components/NavigationRail.qml" line="41"/>
        <source>Models</source>
        <translation>Models</translation>
    </message>
    <message>
        <location filename="../ui/components/NavigationRail.qml" line="48"/>
        <source>Settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <location filename="../ui/components/NavigationRail.qml" line="51"/>
        <source>Help</source>
        <translation>Help</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="18"/>
        <source>Your chats are not affected.</source>
        <translation>Your chats are not affected.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="19"/>
        <source>Open another file…</source>
        <translation>Open another file…</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="21"/>
        <source>This model needs its vocabulary file, which does not lie beside it.</source>
        <translation>This model needs its vocabulary file, which does not lie beside it.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="24"/>
        <source>This file contains program code and was not opened.</source>
        <translation>This file contains program code and was not opened.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="27"/>
        <source>These chats were written by a newer version of Aviary.</source>
        <translation>These chats were written by a newer version of Aviary.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="33"/>
        <source>The disk is full.</source>
        <translation>The disk is full.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="34"/>
        <source>What was saved before is kept; the last words are only on the screen.</source>
        <translation>What was saved before is kept; the last words are only on the screen.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="35"/>
        <location filename="../ui/viewmodels/notice.cpp" line="38"/>
        <location filename="../ui/viewmodels/notice.cpp" line="57"/>
        <source>Try again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="37"/>
        <source>The conversation could not be saved.</source>
        <translation>The conversation could not be saved.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="37"/>
        <source>What was saved before is kept.</source>
        <translation>What was saved before is kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="41"/>
        <source>The model&apos;s file is not there any more.</source>
        <translation>The model's file is not there any more.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="42"/>
        <source>Choose a model</source>
        <translation>Choose a model</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="44"/>
        <source>This file is damaged or is no model.</source>
        <translation>This file is damaged or is no model.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="46"/>
        <source>This kind of model cannot be run by this version.</source>
        <translation>This kind of model cannot be run by this version.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="49"/>
        <source>This cannot be done.</source>
        <translation>This cannot be done.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="51"/>
        <source>The file could not be read.</source>
        <translation>The file could not be read.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="53"/>
        <source>This model does not fit into the computer&apos;s memory.</source>
        <translation>This model does not fit into the computer's memory.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="54"/>
        <source>Choose a smaller model</source>
        <translation>Choose a smaller model</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="56"/>
        <source>The network did not answer.</source>
        <translation>The network did not answer.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="56"/>
        <source>What was downloaded is kept.</source>
        <translation>What was downloaded is kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="60"/>
        <source>Something else is still going on.</source>
        <translation>Something else is still going on.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="28"/>
        <location filename="../ui/viewmodels/notice.cpp" line="60"/>
        <source>Nothing was changed.</source>
        <translation>Nothing was changed.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="62"/>
        <source>Something went wrong.</source>
        <translation>Something went wrong.</translation>
    </message>
</context>
<context>
    <name>NoticeBanner</name>
    <message>
        <location filename="../ui/components/NoticeBanner.qml" line="48"/>
        <location filename="../ui/components/NoticeBanner.qml" line="66"/>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <location filename="../ui/components/NoticeBanner.qml" line="51"/>
        <source>Close</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>ProblemWindow</name>
    <message>
        <location filename="../ui/ProblemWindow.qml" line="54"/>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <location filename="../ui/ProblemWindow.qml" line="58"/>
        <source>Quit</source>
        <translation>Quit</translation>
    </message>
</context>
<context>
    <name>PromptField</name>
    <message>
        <location filename="../ui/components/PromptField.qml" line="54"/>
        <source>Message</source>
        <translation>Message</translation>
    </message>
    <message>
        <location filename="../ui/components/PromptField.qml" line="55"/>
        <source>Enter sends, Shift+Enter starts a new line</source>
        <translation>Enter sends, Shift+Enter starts a new line</translation>
    </message>
    <message>
        <location filename="../ui/components/PromptField.qml" line="74"/>
        <source>Stop the reply</source>
        <translation>Stop the reply</translation>
    </message>
    <message>
        <location filename="../ui/components/PromptField.qml" line="85"/>
        <source>Send</source>
        <translation>Send</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="55"/>
        <source>Settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="61"/>
        <location filename="../ui/pages/SettingsPage.qml" line="67"/>
        <source>Look</source>
        <translation>Look</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="65"/>
        <location filename="../ui/pages/SettingsPage.qml" line="75"/>
        <source>As the system</source>
        <translation>As the system</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="65"/>
        <source>Light</source>
        <translation>Light</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="65"/>
        <source>Dark</source>
        <translation>Dark</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="71"/>
        <location filename="../ui/pages/SettingsPage.qml" line="77"/>
        <source>Language</source>
        <translation>Language</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="81"/>
        <source>Conversations and states are kept in</source>
        <translation>Conversations and states are kept in</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="92"/>
        <source>Data folder</source>
        <translation>Data folder</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="19"/>
        <source>New chat</source>
        <translation>New chat</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="20"/>
        <source>Send the message</source>
        <translation>Send the message</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="21"/>
        <source>Send the message (in the message field)</source>
        <translation>Send the message (in the message field)</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="22"/>
        <source>New line (in the message field)</source>
        <translation>New line (in the message field)</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="23"/>
        <source>Stop the reply</source>
        <translation>Stop the reply</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="24"/>
        <source>Answer the last message once more</source>
        <translation>Answer the last message once more</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="25"/>
        <source>Fork at the last reply</source>
        <translation>Fork at the last reply</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="27"/>
        <source>Previous version of the last reply</source>
        <translation>Previous version of the last reply</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="29"/>
        <source>Next version of the last reply</source>
        <translation>Next version of the last reply</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="30"/>
        <source>Continue a reply that was stopped</source>
        <translation>Continue a reply that was stopped</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="31"/>
        <source>Copy the last reply</source>
        <translation>Copy the last reply</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="32"/>
        <source>Open a model file</source>
        <translation>Open a model file</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="33"/>
        <source>Choose the model</source>
        <translation>Choose the model</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="34"/>
        <source>Chat page</source>
        <translation>Chat page</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="35"/>
        <source>Compare page</source>
        <translation>Compare page</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="36"/>
        <source>Models page</source>
        <translation>Models page</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="37"/>
        <source>Show or hide the list of chats</source>
        <translation>Show or hide the list of chats</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="39"/>
        <source>Show or hide the instruments</source>
        <translation>Show or hide the instruments</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="40"/>
        <source>Settings</source>
        <translation>Settings</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="41"/>
        <source>Rename a chat (in the list of chats)</source>
        <translation>Rename a chat (in the list of chats)</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="42"/>
        <source>Delete a chat (in the list of chats)</source>
        <translation>Delete a chat (in the list of chats)</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="43"/>
        <source>Help with all shortcuts</source>
        <translation>Help with all shortcuts</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="44"/>
        <source>Quit</source>
        <translation>Quit</translation>
    </message>
</context>
<context>
    <name>Start</name>
    <message>
        <location filename="../app/desktop/main.cpp" line="93"/>
        <source>Aviary is running already with these chats.</source>
        <translation>Aviary is running already with these chats.</translation>
    </message>
</context>
<context>
    <name>SiblingSwitch</name>
    <message>
        <location filename="../ui/components/SiblingSwitch.qml" line="29"/>
        <source>Previous version</source>
        <translation>Previous version</translation>
    </message>
    <message>
        <location filename="../ui/components/SiblingSwitch.qml" line="35"/>
        <source>%L1 of %L2</source>
        <translation>%L1 of %L2</translation>
    </message>
    <message>
        <location filename="../ui/components/SiblingSwitch.qml" line="40"/>
        <source>Next version</source>
        <translation>Next version</translation>
    </message>
</context>
<context>
    <name>StarterList</name>
    <message>
        <location filename="../ui/components/StarterList.qml" line="14"/>
        <source>What is RWKV?</source>
        <extracomment>What the demo model is asked. Translate only into a question that it answers; keep English otherwise.</extracomment>
        <translation>What is RWKV?</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="14"/>
        <source>What can you do?</source>
        <translation>What can you do?</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="14"/>
        <source>How do I fork a chat?</source>
        <translation>How do I fork a chat?</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="14"/>
        <source>Reverse the word cat.</source>
        <translation>Reverse the word cat.</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="23"/>
        <source>Aviary runs RWKV models on this computer. Nothing leaves it.</source>
        <translation>Aviary runs RWKV models on this computer. Nothing leaves it.</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="41"/>
        <source>%1 is a tiny demo model that is built in. It knows a few answers about Aviary and RWKV and plays small word games. For real work download a larger one on the Models page, or open a model file of your own.</source>
        <translation>%1 is a tiny demo model that is built in. It knows a few answers about Aviary and RWKV and plays small word games. For real work download a larger one on the Models page, or open a model file of your own.</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="66"/>
        <source>Open a model file…</source>
        <translation>Open a model file…</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="71"/>
        <source>You can also drop a .pth or .safetensors file on this window.</source>
        <translation>You can also drop a .pth or .safetensors file on this window.</translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="15"/>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="35"/>
        <source>Loading %1: %2 %</source>
        <translation>Loading %1: %2 %</translation>
    </message>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="50"/>
        <source>state %1</source>
        <translation>state %1</translation>
    </message>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="54"/>
        <source>memory %1</source>
        <translation>memory %1</translation>
    </message>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="57"/>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="57"/>
        <source>Downloading</source>
        <translation>Downloading</translation>
    </message>
</context>
<context>
    <name>TextDialog</name>
    <message>
        <location filename="../ui/components/TextDialog.qml" line="68"/>
        <source>Cancel</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <location filename="../ui/components/TranscriptView.qml" line="43"/>
        <source>Conversation</source>
        <translation>Conversation</translation>
    </message>
    <message>
        <location filename="../ui/components/TranscriptView.qml" line="113"/>
        <source>Jump to latest</source>
        <translation>Jump to latest</translation>
    </message>
</context>
<context>
    <name>TurnDelegate</name>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="46"/>
        <source>You said: %1</source>
        <translation>You said: %1</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="46"/>
        <source>The model replied: %1</source>
        <translation>The model replied: %1</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="87"/>
        <source>Thinking about it…</source>
        <translation>Thinking about it…</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="97"/>
        <source>Interrupted: the program ended in the middle of this reply.</source>
        <translation>Interrupted: the program ended in the middle of this reply.</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="97"/>
        <source>Stopped.</source>
        <translation>Stopped.</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="104"/>
        <location filename="../ui/components/TurnDelegate.qml" line="142"/>
        <source>Continue</source>
        <translation>Continue</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="127"/>
        <source>Copy</source>
        <translation>Copy</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="132"/>
        <source>Fork</source>
        <translation>Fork</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="137"/>
        <source>Answer again</source>
        <translation>Answer again</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="137"/>
        <source>Retry</source>
        <translation>Retry</translation>
    </message>
</context>
<context>
    <name>TurnTools</name>
    <message>
        <location filename="../ui/components/TurnTools.qml" line="49"/>
        <source>Copy this message</source>
        <translation>Copy this message</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnTools.qml" line="57"/>
        <source>Message menu</source>
        <translation>Message menu</translation>
    </message>
</context>
<context>
    <name>aviary::ui::AppViewModel</name>
    <message>
        <location filename="../ui/viewmodels/app_view_model.cpp" line="88"/>
        <source>Your conversations were checked when they were opened.</source>
        <translation>Your conversations were checked when they were opened.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/app_view_model.cpp" line="109"/>
        <source>Only files on this computer can be opened.</source>
        <translation>Only files on this computer can be opened.</translation>
    </message>
</context>
<context>
    <name>aviary::ui::CatalogModel</name>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="97"/>
        <source>Languages: %1.</source>
        <translation>Languages: %1.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="121"/>
        <source>The file that arrived is not the one expected. Nothing was kept.</source>
        <translation>The file that arrived is not the one expected. Nothing was kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="122"/>
        <source>The disk is full. What arrived is kept.</source>
        <translation>The disk is full. What arrived is kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="123"/>
        <source>The server has another file than expected. What arrived is kept.</source>
        <translation>The server has another file than expected. What arrived is kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="124"/>
        <source>The server asks to come back later. What arrived is kept.</source>
        <translation>The server asks to come back later. What arrived is kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="125"/>
        <source>The server does not give this file. What arrived is kept.</source>
        <translation>The server does not give this file. What arrived is kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="126"/>
        <source>The server stopped sending. What arrived is kept.</source>
        <translation>The server stopped sending. What arrived is kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="127"/>
        <source>The server could not prove who it is. What arrived is kept.</source>
        <translation>The server could not prove who it is. What arrived is kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="128"/>
        <source>The network did not answer. What arrived is kept.</source>
        <translation>The network did not answer. What arrived is kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="129"/>
        <source>The download could not go on. What arrived is kept.</source>
        <translation>The download could not go on. What arrived is kept.</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="137"/>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="139"/>
        <source>%1, paused</source>
        <translation>%1, paused</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="142"/>
        <source>%1, connecting</source>
        <translation>%1, connecting</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="144"/>
        <source>Verifying</source>
        <translation>Verifying</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="146"/>
        <source>%1, trying again in %2 s: %3</source>
        <translation>%1, trying again in %2 s: %3</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="155"/>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message numerus="yes">
        <location filename="../ui/viewmodels/catalog_model.cpp" line="156"/>
        <source>%n s left</source>
        <translation><numerusform>%n s left</numerusform><numerusform>%n s left</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../ui/viewmodels/catalog_model.cpp" line="157"/>
        <source>%n min left</source>
        <translation><numerusform>%n min left</numerusform><numerusform>%n min left</numerusform></translation>
    </message>
</context>
<context>
    <name>aviary::ui::ChatViewModel</name>
    <message>
        <location filename="../ui/viewmodels/chat_view_model.cpp" line="51"/>
        <source>Reading %L1 of %L2 tokens</source>
        <translation>Reading %L1 of %L2 tokens</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/chat_view_model.cpp" line="57"/>
        <source>Resumed in %1</source>
        <translation>Resumed in %1</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/chat_view_model.cpp" line="189"/>
        <source>The next message starts a new branch here; the old one stays.</source>
        <translation>The next message starts a new branch here; the old one stays.</translation>
    </message>
</context>
<context>
    <name>aviary::ui::CompareViewModel</name>
    <message>
        <location filename="../ui/viewmodels/compare_view_model.cpp" line="21"/>
        <source>%1 characters/s</source>
        <translation>%1 characters/s</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/compare_view_model.cpp" line="22"/>
        <source>first after %1</source>
        <translation>first after %1</translation>
    </message>
    <message numerus="yes">
        <location filename="../ui/viewmodels/compare_view_model.cpp" line="23"/>
        <source>%n tokens</source>
        <translation><numerusform>%n token</numerusform><numerusform>%n tokens</numerusform></translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/compare_view_model.cpp" line="29"/>
        <source>weights %1 · state %2</source>
        <translation>weights %1 · state %2</translation>
    </message>
</context>
<context>
    <name>aviary::ui::InstrumentsViewModel</name>
    <message>
        <location filename="../ui/viewmodels/instruments_view_model.cpp" line="85"/>
        <source>no reply yet</source>
        <translation>no reply yet</translation>
    </message>
</context>
</TS>

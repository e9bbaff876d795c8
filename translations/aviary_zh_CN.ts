<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>ChatHeader</name>
    <message>
        <location filename="../ui/components/ChatHeader.qml" line="26"/>
        <source>Show or hide the list of chats</source>
        <translation>显示或隐藏对话列表</translation>
    </message>
    <message>
        <location filename="../ui/components/ChatHeader.qml" line="35"/>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <location filename="../ui/components/ChatHeader.qml" line="49"/>
        <source>tiny demo</source>
        <translation>微型演示</translation>
    </message>
    <message>
        <location filename="../ui/components/ChatHeader.qml" line="76"/>
        <source>Show or hide the instruments</source>
        <translation>显示或隐藏仪表</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <location filename="../ui/pages/ChatPage.qml" line="80"/>
        <source>Message %1</source>
        <translation>给 %1 发消息</translation>
    </message>
    <message>
        <location filename="../ui/pages/ChatPage.qml" line="80"/>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="34"/>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="46"/>
        <source>One prompt for all models</source>
        <translation>给所有模型的同一个提示</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="58"/>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="65"/>
        <source>How many models</source>
        <translation>模型数量</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="74"/>
        <location filename="../ui/pages/ComparePage.qml" line="83"/>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="89"/>
        <source>Run together</source>
        <translation>同时运行</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="97"/>
        <source>Running together shares the computer: speeds are lower than alone.</source>
        <translation>同时运行会共用这台电脑：速度比单独运行时低。</translation>
    </message>
    <message>
        <location filename="../ui/pages/ComparePage.qml" line="97"/>
        <source>One after another: speeds can be compared.</source>
        <translation>逐个运行：速度可以相互比较。</translation>
    </message>
</context>
<context>
    <name>ComparePane</name>
    <message>
        <location filename="../ui/components/ComparePane.qml" line="56"/>
        <source>Answer %1</source>
        <translation>回答 %1</translation>
    </message>
    <message>
        <location filename="../ui/components/ComparePane.qml" line="62"/>
        <source>Waiting for its turn</source>
        <translation>等待轮到它</translation>
    </message>
</context>
<context>
    <name>ConversationDialogs</name>
    <message>
        <location filename="../ui/components/ConversationDialogs.qml" line="19"/>
        <source>“%1” and everything in it will be gone.</source>
        <translation>“%1”及其全部内容将被删除。</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationDialogs.qml" line="25"/>
        <source>Rename the chat</source>
        <translation>重命名对话</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationDialogs.qml" line="26"/>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationDialogs.qml" line="32"/>
        <source>Delete this chat?</source>
        <translation>删除这个对话？</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationDialogs.qml" line="33"/>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ConversationList</name>
    <message>
        <location filename="../ui/components/ConversationList.qml" line="34"/>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationList.qml" line="53"/>
        <source>Chats</source>
        <translation>对话</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationList.qml" line="101"/>
        <source>Your chats will be listed here.</source>
        <translation>你的对话会列在这里。</translation>
    </message>
</context>
<context>
    <name>ConversationRow</name>
    <message>
        <location filename="../ui/components/ConversationRow.qml" line="60"/>
        <source>Rename or delete “%1”</source>
        <translation>重命名或删除“%1”</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationRow.qml" line="80"/>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <location filename="../ui/components/ConversationRow.qml" line="84"/>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
</context>
<context>
    <name>DownloadList</name>
    <message>
        <location filename="../ui/components/DownloadList.qml" line="14"/>
        <location filename="../ui/components/DownloadList.qml" line="19"/>
        <source>Models to download</source>
        <translation>可下载的模型</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadList.qml" line="28"/>
        <source>Nothing is fetched before you press Download. Downloads go on where they stopped, also after a restart, and every file is verified before it is used.</source>
        <translation>按下“下载”之前不会获取任何内容。下载会从停止的地方继续，重新启动后也一样；每个文件在使用前都会校验。</translation>
    </message>
</context>
<context>
    <name>DownloadRow</name>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="71"/>
        <source>Download of %1</source>
        <translation>%1 的下载进度</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="101"/>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="101"/>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="101"/>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="102"/>
        <source>Download %1</source>
        <translation>下载 %1</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="102"/>
        <source>Go on downloading %1</source>
        <translation>继续下载 %1</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="107"/>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="108"/>
        <source>Pause the download of %1</source>
        <translation>暂停下载 %1</translation>
    </message>
    <message>
        <location filename="../ui/components/DownloadRow.qml" line="113"/>
        <source>Cancel the download of %1 and remove what arrived</source>
        <translation>取消下载 %1 并删除已收到的内容</translation>
    </message>
</context>
<context>
    <name>DropTarget</name>
    <message>
        <location filename="../ui/components/DropTarget.qml" line="28"/>
        <source>Drop the model file here to open it</source>
        <translation>把模型文件放在这里即可打开</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="25"/>
        <source>%1 tokens/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="30"/>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="31"/>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="39"/>
        <source>%1 billion parameters</source>
        <translation>%1B 参数</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="40"/>
        <source>%1 million parameters</source>
        <translation>%1M 参数</translation>
    </message>
    <message numerus="yes">
        <location filename="../ui/viewmodels/format.cpp" line="46"/>
        <source>%n tokens</source>
        <translation><numerusform>%n 个词元</numerusform></translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/format.cpp" line="50"/>
        <source>first after %1</source>
        <translation>首个词元 %1</translation>
    </message>
</context>
<context>
    <name>HelpSheet</name>
    <message>
        <location filename="../ui/components/HelpSheet.qml" line="31"/>
        <source>Help: all shortcuts</source>
        <translation>帮助：所有快捷键</translation>
    </message>
    <message>
        <location filename="../ui/components/HelpSheet.qml" line="37"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../ui/components/HelpSheet.qml" line="52"/>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <location filename="../ui/components/HelpSheet.qml" line="95"/>
        <source>Aviary %1. Your chats stay on this computer; nothing is sent anywhere.</source>
        <translation>Aviary %1。你的对话只保存在这台电脑上，不会发送到任何地方。</translation>
    </message>
</context>
<context>
    <name>InstrumentsDock</name>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="53"/>
        <source>Instruments</source>
        <translation>仪表</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="60"/>
        <source>Hide the instruments</source>
        <translation>隐藏仪表</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="68"/>
        <source>Speed, last minute</source>
        <translation>速度，最近一分钟</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="73"/>
        <source>%L1 tokens/s</source>
        <translation>%L1 词元/秒</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="81"/>
        <source>First token after</source>
        <translation>首个词元用时</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="85"/>
        <source>Reading</source>
        <translation>读取</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="92"/>
        <source>Memory of the program</source>
        <translation>程序占用的内存</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="98"/>
        <source>%L1 MiB</source>
        <translation>%L1 MiB</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="106"/>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="110"/>
        <source>State of one chat</source>
        <translation>一个对话的状态</translation>
    </message>
    <message>
        <location filename="../ui/components/InstrumentsDock.qml" line="116"/>
        <source>The state is all the model remembers. Its size stays the same however long the chat is.</source>
        <translation>状态就是模型记住的一切。无论对话多长，它的大小都不变。</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <location filename="../ui/Main.qml" line="245"/>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <location filename="../ui/Main.qml" line="246"/>
        <source>Models (*.pth *.safetensors *.st *.pt)</source>
        <translation>模型 (*.pth *.safetensors *.st *.pt)</translation>
    </message>
    <message>
        <location filename="../ui/Main.qml" line="246"/>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <location filename="../ui/components/ModelPicker.qml" line="21"/>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelPicker.qml" line="23"/>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelPicker.qml" line="82"/>
        <source>The file is not there at the moment</source>
        <translation>文件目前不在原处</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="50"/>
        <source>built in, a tiny demo</source>
        <translation>内置，微型演示</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="50"/>
        <source>the file is not there at the moment</source>
        <translation>文件目前不在原处</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="68"/>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="73"/>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="76"/>
        <source>Chat with %1</source>
        <translation>与 %1 对话</translation>
    </message>
    <message>
        <location filename="../ui/components/ModelRow.qml" line="81"/>
        <source>Remove %1 from the list (the file stays)</source>
        <translation>从列表中移除 %1（文件保留）</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <location filename="../ui/pages/ModelsPage.qml" line="23"/>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../ui/pages/ModelsPage.qml" line="30"/>
        <source>Open a model file…</source>
        <translation>打开模型文件…</translation>
    </message>
    <message>
        <location filename="../ui/pages/ModelsPage.qml" line="37"/>
        <source>A file of your own stays where it is. PyTorch (.pth) and safetensors files of RWKV-7 models can be opened; drop one on this window or press the button.</source>
        <translation>你自己的文件会留在原处。可以打开 RWKV-7 模型的 PyTorch (.pth) 和 safetensors 文件；把文件拖到窗口上，或按下按钮。</translation>
    </message>
    <message>
        <location filename="../ui/pages/ModelsPage.qml" line="51"/>
        <source>Models on this computer</source>
        <translation>这台电脑上的模型</translation>
    </message>
</context>
<context>
    <name>NavigationRail</name>
    <message>
        <location filename="../ui/components/NavigationRail.qml" line="33"/>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <location filename="../ui/components/NavigationRail.qml" line="37"/>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <location filename="../ui/components/NavigationRail.qml" line="41"/>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../ui/components/NavigationRail.qml" line="48"/>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../ui/components/NavigationRail.qml" line="51"/>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="18"/>
        <source>Your chats are not affected.</source>
        <translation>你的对话不受影响。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="19"/>
        <source>Open another file…</source>
        <translation>打开另一个文件…</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="21"/>
        <source>This model needs its vocabulary file, which does not lie beside it.</source>
        <translation>这个模型需要它的词表文件，但旁边没有找到。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="24"/>
        <source>This file contains program code and was not opened.</source>
        <translation>这个文件含有程序代码，没有打开。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="27"/>
        <source>These chats were written by a newer version of Aviary.</source>
        <translation>这些对话由更新版本的 Aviary 写入。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="33"/>
        <source>The disk is full.</source>
        <translation>磁盘已满。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="34"/>
        <source>What was saved before is kept; the last words are only on the screen.</source>
        <translation>之前保存的内容都在；最后的几句话只在屏幕上。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="35"/>
        <location filename="../ui/viewmodels/notice.cpp" line="38"/>
        <location filename="../ui/viewmodels/notice.cpp" line="57"/>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="37"/>
        <source>The conversation could not be saved.</source>
        <translation>无法保存对话。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="37"/>
        <source>What was saved before is kept.</source>
        <translation>之前保存的内容都在。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="41"/>
        <source>The model&apos;s file is not there any more.</source>
        <translation>模型文件已经不在了。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="42"/>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="44"/>
        <source>This file is damaged or is no model.</source>
        <translation>这个文件已损坏，或者不是模型。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="46"/>
        <source>This kind of model cannot be run by this version.</source>
        <translation>这个版本无法运行这种模型。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="49"/>
        <source>This cannot be done.</source>
        <translation>无法执行此操作。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="51"/>
        <source>The file could not be read.</source>
        <translation>无法读取文件。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="53"/>
        <source>This model does not fit into the computer&apos;s memory.</source>
        <translation>这台电脑的内存放不下这个模型。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="54"/>
        <source>Choose a smaller model</source>
        <translation>选择更小的模型</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="56"/>
        <source>The network did not answer.</source>
        <translation>网络没有响应。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="56"/>
        <source>What was downloaded is kept.</source>
        <translation>已下载的内容都在。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="60"/>
        <source>Something else is still going on.</source>
        <translation>还有别的操作正在进行。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="28"/>
        <location filename="../ui/viewmodels/notice.cpp" line="60"/>
        <source>Nothing was changed.</source>
        <translation>没有任何改动。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/notice.cpp" line="62"/>
        <source>Something went wrong.</source>
        <translation>出了点问题。</translation>
    </message>
</context>
<context>
    <name>NoticeBanner</name>
    <message>
        <location filename="../ui/components/NoticeBanner.qml" line="48"/>
        <location filename="../ui/components/NoticeBanner.qml" line="66"/>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <location filename="../ui/components/NoticeBanner.qml" line="51"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ProblemWindow</name>
    <message>
        <location filename="../ui/ProblemWindow.qml" line="54"/>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <location filename="../ui/ProblemWindow.qml" line="58"/>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>PromptField</name>
    <message>
        <location filename="../ui/components/PromptField.qml" line="54"/>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <location filename="../ui/components/PromptField.qml" line="55"/>
        <source>Enter sends, Shift+Enter starts a new line</source>
        <translation>按 Enter 发送，按 Shift+Enter 换行</translation>
    </message>
    <message>
        <location filename="../ui/components/PromptField.qml" line="74"/>
        <source>Stop the reply</source>
        <translation>停止回复</translation>
    </message>
    <message>
        <location filename="../ui/components/PromptField.qml" line="85"/>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="55"/>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="61"/>
        <location filename="../ui/pages/SettingsPage.qml" line="67"/>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="65"/>
        <location filename="../ui/pages/SettingsPage.qml" line="75"/>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="65"/>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="65"/>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="71"/>
        <location filename="../ui/pages/SettingsPage.qml" line="77"/>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="81"/>
        <source>Conversations and states are kept in</source>
        <translation>对话和状态保存在</translation>
    </message>
    <message>
        <location filename="../ui/pages/SettingsPage.qml" line="92"/>
        <source>Data folder</source>
        <translation>数据文件夹</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="19"/>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="20"/>
        <source>Send the message</source>
        <translation>发送消息</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="21"/>
        <source>Send the message (in the message field)</source>
        <translation>发送消息（在消息框中）</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="22"/>
        <source>New line (in the message field)</source>
        <translation>换行（在消息框中）</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="23"/>
        <source>Stop the reply</source>
        <translation>停止回复</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="24"/>
        <source>Answer the last message once more</source>
        <translation>再回答一次最后的消息</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="25"/>
        <source>Fork at the last reply</source>
        <translation>在最后的回复处分叉</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="27"/>
        <source>Previous version of the last reply</source>
        <translation>最后回复的上一个版本</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="29"/>
        <source>Next version of the last reply</source>
        <translation>最后回复的下一个版本</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="30"/>
        <source>Continue a reply that was stopped</source>
        <translation>继续已停止的回复</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="31"/>
        <source>Copy the last reply</source>
        <translation>复制最后的回复</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="32"/>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="33"/>
        <source>Choose the model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="34"/>
        <source>Chat page</source>
        <translation>对话页</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="35"/>
        <source>Compare page</source>
        <translation>对比页</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="36"/>
        <source>Models page</source>
        <translation>模型页</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="37"/>
        <source>Show or hide the list of chats</source>
        <translation>显示或隐藏对话列表</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="39"/>
        <source>Show or hide the instruments</source>
        <translation>显示或隐藏仪表</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="40"/>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="41"/>
        <source>Rename a chat (in the list of chats)</source>
        <translation>重命名对话（在对话列表中）</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="42"/>
        <source>Delete a chat (in the list of chats)</source>
        <translation>删除对话（在对话列表中）</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="43"/>
        <source>Help with all shortcuts</source>
        <translation>列出所有快捷键的帮助</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/shortcut_model.cpp" line="44"/>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>Start</name>
    <message>
        <location filename="../app/desktop/main.cpp" line="93"/>
        <source>Aviary is running already with these chats.</source>
        <translation>Aviary 已经在使用这些对话运行。</translation>
    </message>
</context>
<context>
    <name>SiblingSwitch</name>
    <message>
        <location filename="../ui/components/SiblingSwitch.qml" line="29"/>
        <source>Previous version</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <location filename="../ui/components/SiblingSwitch.qml" line="35"/>
        <source>%L1 of %L2</source>
        <translation>%L1 / %L2</translation>
    </message>
    <message>
        <location filename="../ui/components/SiblingSwitch.qml" line="40"/>
        <source>Next version</source>
        <translation>下一个版本</translation>
    </message>
</context>
<context>
    <name>StarterList</name>
    <message>
        <location filename="../ui/components/StarterList.qml" line="14"/>
        <source>What is RWKV?</source>
        <extracomment>What the demo model is asked. Translate only into a question that it answers; keep English otherwise.</extracomment>
        <translation>什么是 RWKV？</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="14"/>
        <source>What can you do?</source>
        <translation>你是谁？</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="14"/>
        <source>How do I fork a chat?</source>
        <translation>状态快照是什么？</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="14"/>
        <source>Reverse the word cat.</source>
        <translation>写一首关于雪的诗</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="23"/>
        <source>Aviary runs RWKV models on this computer. Nothing leaves it.</source>
        <translation>Aviary 在这台电脑上运行 RWKV 模型，任何内容都不会离开它。</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="41"/>
        <source>%1 is a tiny demo model that is built in. It knows a few answers about Aviary and RWKV and plays small word games. For real work download a larger one on the Models page, or open a model file of your own.</source>
        <translation>%1 是内置的微型演示模型。它只知道关于 Aviary 和 RWKV 的几个回答，还会玩一点文字游戏。要做正事，请在“模型”页下载更大的模型，或打开你自己的模型文件。</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="66"/>
        <source>Open a model file…</source>
        <translation>打开模型文件…</translation>
    </message>
    <message>
        <location filename="../ui/components/StarterList.qml" line="71"/>
        <source>You can also drop a .pth or .safetensors file on this window.</source>
        <translation>也可以把 .pth 或 .safetensors 文件拖到这个窗口上。</translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="15"/>
        <source>Status</source>
        <translation>状态栏</translation>
    </message>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="35"/>
        <source>Loading %1: %2 %</source>
        <translation>正在加载 %1：%2 %</translation>
    </message>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="50"/>
        <source>state %1</source>
        <translation>状态 %1</translation>
    </message>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="54"/>
        <source>memory %1</source>
        <translation>内存 %1</translation>
    </message>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="57"/>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <location filename="../ui/components/StatusStrip.qml" line="57"/>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
</context>
<context>
    <name>TextDialog</name>
    <message>
        <location filename="../ui/components/TextDialog.qml" line="68"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <location filename="../ui/components/TranscriptView.qml" line="43"/>
        <source>Conversation</source>
        <translation>对话内容</translation>
    </message>
    <message>
        <location filename="../ui/components/TranscriptView.qml" line="113"/>
        <source>Jump to latest</source>
        <translation>跳到最新</translation>
    </message>
</context>
<context>
    <name>TurnDelegate</name>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="46"/>
        <source>You said: %1</source>
        <translation>你说：%1</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="46"/>
        <source>The model replied: %1</source>
        <translation>模型回复：%1</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="87"/>
        <source>Thinking about it…</source>
        <translation>正在思考…</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="97"/>
        <source>Interrupted: the program ended in the middle of this reply.</source>
        <translation>已中断：程序在这条回复中途结束了。</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="97"/>
        <source>Stopped.</source>
        <translation>已停止。</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="104"/>
        <location filename="../ui/components/TurnDelegate.qml" line="142"/>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="127"/>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="132"/>
        <source>Fork</source>
        <translation>分叉</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="137"/>
        <source>Answer again</source>
        <translation>再答一次</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnDelegate.qml" line="137"/>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>TurnTools</name>
    <message>
        <location filename="../ui/components/TurnTools.qml" line="49"/>
        <source>Copy this message</source>
        <translation>复制这条消息</translation>
    </message>
    <message>
        <location filename="../ui/components/TurnTools.qml" line="57"/>
        <source>Message menu</source>
        <translation>消息菜单</translation>
    </message>
</context>
<context>
    <name>aviary::ui::AppViewModel</name>
    <message>
        <location filename="../ui/viewmodels/app_view_model.cpp" line="88"/>
        <source>Your conversations were checked when they were opened.</source>
        <translation>打开时检查了你的对话。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/app_view_model.cpp" line="109"/>
        <source>Only files on this computer can be opened.</source>
        <translation>只能打开这台电脑上的文件。</translation>
    </message>
</context>
<context>
    <name>aviary::ui::CatalogModel</name>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="97"/>
        <source>Languages: %1.</source>
        <translation>语言：%1。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="121"/>
        <source>The file that arrived is not the one expected. Nothing was kept.</source>
        <translation>收到的文件与预期不符，没有保留任何内容。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="122"/>
        <source>The disk is full. What arrived is kept.</source>
        <translation>磁盘已满。已收到的内容都在。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="123"/>
        <source>The server has another file than expected. What arrived is kept.</source>
        <translation>服务器上的文件与预期不同。已收到的内容都在。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="124"/>
        <source>The server asks to come back later. What arrived is kept.</source>
        <translation>服务器要求稍后再试。已收到的内容都在。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="125"/>
        <source>The server does not give this file. What arrived is kept.</source>
        <translation>服务器不提供这个文件。已收到的内容都在。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="126"/>
        <source>The server stopped sending. What arrived is kept.</source>
        <translation>服务器停止了发送。已收到的内容都在。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="127"/>
        <source>The server could not prove who it is. What arrived is kept.</source>
        <translation>服务器无法证明自己的身份。已收到的内容都在。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="128"/>
        <source>The network did not answer. What arrived is kept.</source>
        <translation>网络没有响应。已收到的内容都在。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="129"/>
        <source>The download could not go on. What arrived is kept.</source>
        <translation>下载无法继续。已收到的内容都在。</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="137"/>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="139"/>
        <source>%1, paused</source>
        <translation>%1，已暂停</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="142"/>
        <source>%1, connecting</source>
        <translation>%1，正在连接</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="144"/>
        <source>Verifying</source>
        <translation>正在校验</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="146"/>
        <source>%1, trying again in %2 s: %3</source>
        <translation>%1，%2 秒后重试：%3</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/catalog_model.cpp" line="155"/>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message numerus="yes">
        <location filename="../ui/viewmodels/catalog_model.cpp" line="156"/>
        <source>%n s left</source>
        <translation><numerusform>还需 %n 秒</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../ui/viewmodels/catalog_model.cpp" line="157"/>
        <source>%n min left</source>
        <translation><numerusform>还需 %n 分钟</numerusform></translation>
    </message>
</context>
<context>
    <name>aviary::ui::ChatViewModel</name>
    <message>
        <location filename="../ui/viewmodels/chat_view_model.cpp" line="51"/>
        <source>Reading %L1 of %L2 tokens</source>
        <translation>正在读取第 %L1 个词元，共 %L2 个</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/chat_view_model.cpp" line="57"/>
        <source>Resumed in %1</source>
        <translation>已在 %1内恢复</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/chat_view_model.cpp" line="189"/>
        <source>The next message starts a new branch here; the old one stays.</source>
        <translation>下一条消息会从这里开始新的分支；原来的分支保留。</translation>
    </message>
</context>
<context>
    <name>aviary::ui::CompareViewModel</name>
    <message>
        <location filename="../ui/viewmodels/compare_view_model.cpp" line="21"/>
        <source>%1 characters/s</source>
        <translation>%1 字符/秒</translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/compare_view_model.cpp" line="22"/>
        <source>first after %1</source>
        <translation>首个词元 %1</translation>
    </message>
    <message numerus="yes">
        <location filename="../ui/viewmodels/compare_view_model.cpp" line="23"/>
        <source>%n tokens</source>
        <translation><numerusform>%n 个词元</numerusform></translation>
    </message>
    <message>
        <location filename="../ui/viewmodels/compare_view_model.cpp" line="29"/>
        <source>weights %1 · state %2</source>
        <translation>权重 %1 · 状态 %2</translation>
    </message>
</context>
<context>
    <name>aviary::ui::InstrumentsViewModel</name>
    <message>
        <location filename="../ui/viewmodels/instruments_view_model.cpp" line="85"/>
        <source>no reply yet</source>
        <translation>还没有回复</translation>
    </message>
</context>
</TS>

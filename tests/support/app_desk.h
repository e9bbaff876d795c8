// Everything behind the window over one folder, joined as the program joins it.
#pragma once

#include "app/compare.h"
#include "tests/support/chat_desk.h"
#include "ui/viewmodels/app_view_model.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <QTemporaryDir>

namespace aviary::test {

/// Settings of the tests, in a folder of their own.
inline void separateSettings(const QString& folder) {
    QCoreApplication::setOrganizationName(QStringLiteral("aviary"));
    QCoreApplication::setApplicationName(QStringLiteral("aviary-tests"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder);
}

class AppDesk : public ChatDesk {
public:
    explicit AppDesk(const QString& folder)
        : ChatDesk(folder)
        , compare(engine, library)
        , app({chat, compare, library, nullptr}, folder) {}

    /// Waits for the demo model.
    bool ready() {
        return QTest::qWaitFor([this] { return library.loaded(kDemo) != nullptr; }, kPatienceMs);
    }
    ui::ChatViewModel& view() { return *app.chat(); }
    ui::TranscriptModel& transcript() { return *app.chat()->transcript(); }
    QVariant shown(int row, int role = ui::TranscriptModel::TextRole) {
        return transcript().data(transcript().index(row), role);
    }
    /// Sends and waits for the whole reply.
    bool converse(const QString& text) {
        const auto before = ended.size();
        view().sendText(text);
        return waitForEnd(before);
    }
    /// Waits until one more reply has ended than now.
    template <class Action> bool replyAfter(Action action) {
        const auto before = ended.size();
        action();
        return waitForEnd(before);
    }

    app::Compare compare;
    ui::AppViewModel app;
};

/// A question of one turn and its answer as it is shown, from the transcripts of the built-in RWKV-7.
struct DemoAnswer {
    QString question, answer;
};

inline std::vector<DemoAnswer> demoAnswers() {
    QFile file(sourceFile("resources/demo/transcripts.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("resources/demo/transcripts.json cannot be read");
    const QString user = QStringLiteral("User: "), assistant = QStringLiteral("\n\nAssistant:");
    std::vector<DemoAnswer> answers;
    const auto json = QJsonDocument::fromJson(file.readAll());
    for (const QJsonValue item : json["models"]["rwkv-7-demo.safetensors"]["items"].toArray()) {
        const QString prompt = item["prompt"].toString();
        const QString question = prompt.mid(user.size()).chopped(std::min(prompt.size(), assistant.size()));
        if (!prompt.startsWith(user) || !prompt.endsWith(assistant) || question.contains('\n'))
            continue;
        QByteArray output = QByteArray::fromHex(item["output_hex"].toString().toLatin1());
        output.chop(item["stop"] == "turn" ? QByteArrayLiteral("\n\nUser:").size() : 1);
        answers.push_back({question, QString::fromUtf8(output).trimmed()});
    }
    return answers;
}

} // namespace aviary::test

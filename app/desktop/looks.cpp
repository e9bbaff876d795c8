#include "app/desktop/looks.h"

#include <QFont>
#include <QGuiApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QQmlEngine>
#include <QStringList>
#include <QTranslator>

namespace aviary::desktop {

void chooseFonts(const QString& language) {
    QString han = QStringLiteral("SC");
    if (language.startsWith(QStringLiteral("ja")))
        han = QStringLiteral("JP");
    else if (language.startsWith(QStringLiteral("ko")))
        han = QStringLiteral("KR");
    else if (language == QStringLiteral("zh_TW") || language == QStringLiteral("zh_HK"))
        han = QStringLiteral("TC");
    QFont font = QGuiApplication::font();
    font.setFamilies({QStringLiteral("Noto Sans"), QStringLiteral("Noto Sans CJK ") + han,
                      QStringLiteral("Noto Sans Arabic"), QStringLiteral("Noto Sans Hebrew"),
                      QStringLiteral("Noto Sans Devanagari"), QStringLiteral("Noto Sans Thai"),
                      QStringLiteral("Noto Color Emoji"), font.family()});
    QGuiApplication::setFont(font);
}

void speak(const QString& language, QQmlEngine* engine) {
    static QTranslator ours;
    static QTranslator qts;
    const QLocale locale = language.isEmpty() ? QLocale::system() : QLocale(language);
    QLocale::setDefault(locale);
    QGuiApplication::removeTranslator(&ours);
    QGuiApplication::removeTranslator(&qts);
    // English has a translation too: plural forms.
    if (ours.load(locale, QStringLiteral("aviary"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
        ours.load(QStringLiteral(":/i18n/aviary_en.qm")))
        QGuiApplication::installTranslator(&ours);
    if (qts.load(locale, QStringLiteral("qtbase"), QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QGuiApplication::installTranslator(&qts);
    QGuiApplication::setLayoutDirection(locale.textDirection());
    chooseFonts(locale.name());
    if (engine != nullptr)
        engine->retranslate();
}

} // namespace aviary::desktop

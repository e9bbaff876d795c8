#include "tests/support/test_paths.h"

#include <QFileInfo>

namespace aviary::test {

QString sharedFile(const QString& relative) {
    return QStringLiteral(AVIARY_SHARED_DIR "/") + relative;
}

bool sharedPresent() {
    return QFileInfo::exists(QStringLiteral(AVIARY_SHARED_DIR "/golden"));
}

QString sourceFile(const QString& relative) {
    return QStringLiteral(AVIARY_SOURCE_DIR "/") + relative;
}

} // namespace aviary::test

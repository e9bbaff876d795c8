// Where tests find their files.
#pragma once

#include <QString>

namespace aviary::test {

/// A file of the wide test sets, e.g. sharedFile("golden/rwkv7x"). Empty when the sets are not on this
/// machine: use AVIARY_NEEDS_SHARED first, which skips the test and says so.
QString sharedFile(const QString& relative);
bool sharedPresent();

/// A file of the source tree, e.g. "tests/data/x" or "resources/demo/models".
QString sourceFile(const QString& relative);

} // namespace aviary::test

#define AVIARY_NEEDS_SHARED()                                                                                \
    do {                                                                                                     \
        if (!aviary::test::sharedPresent())                                                                  \
            QSKIP("the wide test sets (../shared) are not on this machine");                                 \
    } while (false)

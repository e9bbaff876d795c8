// Rows that run a test once on every instruction set.
#pragma once

#include <hwy/targets.h>

#include <QObject>
#include <QTest>

namespace aviary::test {

/// Adds one data row per instruction set that the build has kernels for and this processor can run. Column
/// "target".
inline void addInstructionSets() {
    QTest::addColumn<qint64>("target");
    for (const auto target : hwy::SupportedAndGeneratedTargets())
        QTest::newRow(hwy::TargetName(target)) << static_cast<qint64>(target);
}

/// Kernels use this instruction set until the end of the scope.
class ForcedTarget {
public:
    explicit ForcedTarget(qint64 target) { hwy::SetSupportedTargetsForTest(target); }
    ~ForcedTarget() { hwy::SetSupportedTargetsForTest(0); }
    ForcedTarget(const ForcedTarget&) = delete;
    ForcedTarget& operator=(const ForcedTarget&) = delete;
};

} // namespace aviary::test

// A small graph of the last minute.
#pragma once

#include <QColor>
#include <QList>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

namespace aviary::ui {

/// Values from left (oldest) to right over a fixed number of places; the scale ends at a round number above
/// the largest.
class HistoryGraph : public QQuickPaintedItem {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QList<double> values MEMBER values_ WRITE setValues)
    Q_PROPERTY(int places MEMBER places_ NOTIFY lookChanged)
    Q_PROPERTY(QColor line MEMBER line_ NOTIFY lookChanged)
    Q_PROPERTY(QColor grid MEMBER grid_ NOTIFY lookChanged)
    Q_PROPERTY(double scaleEnd READ scaleEnd NOTIFY scaleEndChanged) ///< value at the upper edge
public:
    explicit HistoryGraph(QQuickItem* parent = nullptr);
    void paint(QPainter* painter) override;
    void setValues(const QList<double>& values);
    double scaleEnd() const { return scaleEnd_; }
    /// The value under a horizontal position; -1: none.
    Q_INVOKABLE double valueAt(double x) const;

signals:
    void lookChanged();
    void scaleEndChanged();

private:
    QList<double> values_;
    int places_ = 240;
    QColor line_, grid_;
    double scaleEnd_ = 1;
};

/// The smallest 1, 2 or 5 times a power of ten that is not below `value`.
double niceTop(double value);

} // namespace aviary::ui

#include "ui/graphs/history_graph.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace aviary::ui {

double niceTop(double value) {
    if (!(value > 0))
        return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0})
        if (value <= step * power)
            return step * power;
    return 10 * power;
}

HistoryGraph::HistoryGraph(QQuickItem* parent)
    : QQuickPaintedItem(parent) {
    setAntialiasing(true);
    connect(this, &HistoryGraph::lookChanged, this, [this] { update(); });
}

void HistoryGraph::setValues(const QList<double>& values) {
    values_ = values;
    const double top = niceTop(values.isEmpty() ? 0 : *std::max_element(values.begin(), values.end()));
    if (top != scaleEnd_) {
        scaleEnd_ = top;
        emit scaleEndChanged();
    }
    update();
}

double HistoryGraph::valueAt(double x) const {
    const int place =
        static_cast<int>(std::floor(x / width() * places_)) - (places_ - static_cast<int>(values_.size()));
    return place >= 0 && place < values_.size() ? values_[place] : -1;
}

void HistoryGraph::paint(QPainter* painter) {
    const QRectF area(0, 1, width(), height() - 2);
    painter->setPen(QPen(grid_, 1));
    for (const double share : {0.0, 0.5, 1.0}) {
        const double y = std::round(area.bottom() - share * area.height()) + 0.5;
        painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    }
    if (values_.size() < 2)
        return;
    const double step = area.width() / (places_ - 1);
    double x = area.right() - step * static_cast<double>(values_.size() - 1);
    const double left = x;
    const auto y = [&](double value) {
        return area.bottom() - std::min(1.0, value / scaleEnd_) * area.height();
    };
    QPainterPath path(QPointF(x, y(values_.first())));
    for (const double value : values_) {
        path.lineTo(x, y(value));
        x += step;
    }
    QPainterPath fill = path;
    fill.lineTo(area.right(), area.bottom());
    fill.lineTo(left, area.bottom());
    fill.closeSubpath();
    QColor shade = line_;
    shade.setAlphaF(0.15F);
    painter->fillPath(fill, shade);
    painter->strokePath(path, QPen(line_, 1.5));
}

} // namespace aviary::ui

// Pictures of pages, for people who look at them and for tests.
#pragma once

#include "app/desktop/desktop_options.h"

class QQuickWindow;

namespace aviary::desktop {

/// Shows every page in turn; with a folder, writes a picture of each. Ends the program: 0, or 6 when a file
/// cannot be written.
void visitPages(QQuickWindow& window, const QString& folder);

} // namespace aviary::desktop

// The window loads nothing but what is built in.
#pragma once

class QQmlEngine;

namespace aviary::desktop {

/// Refuses every address that is not a built-in resource, and every network request, whoever asks. Texts are
/// shown by components that load nothing; this is the second wall.
void raiseNetworkWall(QQmlEngine& engine);

} // namespace aviary::desktop

// What a person is told when something failed.
#pragma once

#include <QString>

namespace aviary {
struct Error;
}

namespace aviary::ui {

struct Notice {
    QString what;    ///< happened
    QString kept;    ///< what it means for the person's data
    QString action;  ///< id of the one thing to do ("open", "models", "tryAgain"); empty: nothing to press
    QString label;   ///< the button's text
    QString details; ///< technical
};

Notice noticeFor(const Error& error);

} // namespace aviary::ui

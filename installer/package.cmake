# `cpack` in the build folder makes the .deb.
set(CPACK_PACKAGE_NAME aviary)
set(CPACK_PACKAGE_VENDOR "Aviary project")
set(CPACK_PACKAGE_CONTACT "Aviary maintainers <maintainers@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Private, offline chat with RWKV models")
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR "DEB;TGZ" CACHE STRING "")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
# Loaded at run time, so shlibdeps cannot see them.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "qml6-module-qtquick, qml6-module-qtquick-controls, qml6-module-qtquick-layouts, qml6-module-qtquick-templates, qml6-module-qtquick-window, qml6-module-qtqml, qml6-module-qtqml-models, qml6-module-qtqml-workerscript, qml6-module-qtquick-dialogs, qml6-module-qtquick-shapes, qml6-module-qtcore, qml6-module-qt-labs-folderlistmodel, qml6-module-qt-labs-settings, libqt6svg6, qt6-qpa-plugins")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-core, fonts-noto-cjk, fonts-noto-color-emoji")
include(CPack)

# Warnings, hardening and sanitizers as interface targets; nothing here changes a directory's flags.

add_library(aviary_warnings INTERFACE)   # engine and app
target_compile_options(aviary_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wnull-dereference -Wcast-qual -Wformat=2 -Wimplicit-fallthrough)

add_library(aviary_ui_warnings INTERFACE)   # C++ generated from QML shadows names
target_compile_options(aviary_ui_warnings INTERFACE -Wall -Wextra)

add_library(aviary_build INTERFACE)   # every target of ours
target_compile_options(aviary_build INTERFACE -fstack-protector-strong
  $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>)
target_link_options(aviary_build INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
if(AVIARY_SANITIZE)
  # -O1 -g1: the checks make -O2 compile for more than twice as long, and their tests run no faster for it.
  target_compile_options(aviary_build INTERFACE
    -fsanitize=${AVIARY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1 -g1)
  target_link_options(aviary_build INTERFACE -fsanitize=${AVIARY_SANITIZE})
endif()
if(AVIARY_WITH_FUZZERS)
  target_compile_options(aviary_build INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Sourced by `run`, `test`: installs what is missing, configures and builds. POSIX shell.

root=$(cd "$(dirname "$0")" && pwd)

say() { printf '%s\n' "aviary: $*"; }
die() {
    printf '%s\n' "aviary: $*" >&2
    exit 1
}

# Packages of installer/debian-packages.txt that are not installed.
missing_packages() {
    for package in $(cat "$root/installer/debian-packages.txt"); do
        case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

install_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        command -v cmake >/dev/null 2>&1 && command -v ninja >/dev/null 2>&1 && return 0
        die "this system has no apt; install CMake, Ninja, a C++20 compiler and what installer/debian-packages.txt lists, then start again"
    fi
    missing=$(missing_packages)
    [ -n "$missing" ] || return 0
    say "installing: $missing"
    sudo=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || die "not root and no sudo; ask an administrator to install: $missing"
        sudo=sudo
    fi
    $sudo apt-get update -qq || die "apt-get update failed; is the network there?"
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
        die "apt-get could not install: $missing"
}

# build FOLDER [cmake options]
build() {
    folder=$root/$1
    shift
    if [ ! -f "$folder/build.ninja" ]; then
        say "configuring in $(basename "$folder")"
        cmake -S "$root" -B "$folder" -G Ninja "$@" >"$folder.log" 2>&1 || {
            tail -n 20 "$folder.log" >&2
            die "CMake stopped; its whole output is in $(basename "$folder").log"
        }
        rm -f "$folder.log"
    fi
    say "building in $(basename "$folder")"
    cmake --build "$folder" || die "the build stopped; the compiler's message is above"
}

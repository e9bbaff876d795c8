# Sourced by `run`, `test`: installs what is missing, configures and builds. POSIX shell.

root=$(cd "$(dirname "$0")" && pwd)

say() { printf '%s\n' "aviary: $*"; }
die() {
    printf '%s\n' "aviary: $*" >&2
    exit 1
}

# Those of the named packages that are not installed.
missing_packages() {
    for package in "$@"; do
        case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

# install_packages [more packages]: those of installer/debian-packages.txt and more. Without apt it trusts what is there.
install_packages() {
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        for tool in cmake ninja c++ pkg-config; do
            command -v "$tool" >/dev/null 2>&1 ||
                die "$tool is missing and this system has no apt; install what installer/debian-packages.txt names, then start again"
        done
        return 0
    fi
    # shellcheck disable=SC2046
    missing=$(missing_packages $(cat "$root/installer/debian-packages.txt") "$@")
    [ -n "$missing" ] || return 0
    say "installing $missing"
    sudo=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || die "neither root nor sudo; ask an administrator to install $missing"
        sudo=sudo
    fi
    $sudo apt-get update -qq || die "apt-get update failed; is there a network?"
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
        die "apt-get could not install $missing"
}

# build FOLDER TARGET [cmake options]: configures FOLDER the first time, then builds TARGET in it.
build() {
    folder=$root/$1
    target=$2
    shift 2
    if [ ! -f "$folder/build.ninja" ]; then
        say "configuring in $(basename "$folder")"
        cmake -S "$root" -B "$folder" -G Ninja "$@" >"$folder.log" 2>&1 || {
            tail -n 20 "$folder.log" >&2
            die "CMake stopped; its whole output is in $(basename "$folder").log"
        }
        rm -f "$folder.log"
    fi
    say "building in $(basename "$folder")"
    cmake --build "$folder" --target "$target" || die "the build stopped; the compiler's message is above"
}

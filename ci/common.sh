# What the scripts of this folder share. Sourced, never run: each of them begins
#
#     . "$(dirname "$0")/common.sh"
#
# and then stands in the top folder of the checkout.

cd "$(dirname "$0")/.."

script=${0##*/}

# Colour is for people: not for files, not for NO_COLOR.
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$(printf '\033[1m') red=$(printf '\033[31m') green=$(printf '\033[32m')
    plain=$(printf '\033[0m')
else
    bold='' red='' green='' plain=''
    export NO_COLOR=1
fi

die() {
    printf '%s: %s\n' "$script" "$*" >&2
    exit 1
}

# The comment at the top of the script is its help.
help_if_asked() {
    case ${1:-} in
    -h | --help)
        sed -n '2,/^$/s/^# \{0,1\}//p' "ci/$script"
        exit 0
        ;;
    esac
}

usage() {
    printf '%s: %s (try ci/%s --help)\n' "$script" "$*" "$script" >&2
    exit 2
}

# quietly LOG COMMAND...: run a command; show what it said only if it failed.
quietly() {
    quietly_log=$1
    shift
    mkdir -p "$(dirname "$quietly_log")"
    "$@" >"$quietly_log" 2>&1 && return
    printf '%s: failed: %s\n' "$script" "$*" >&2
    cat "$quietly_log" >&2
    return 1
}

# skips PRESET: the tests of the last ctest that said they had nothing to try. ctest keeps to itself what a test prints.
skips() {
    grep '^ok .* # SKIP ' "build/$1/Testing/Temporary/LastTest.log" || :
}

# build PRESET [TARGET...]: configure and build a preset.
build() {
    build_preset=$1
    shift
    quietly "build/$build_preset.configure.log" cmake --preset "$build_preset"
    quietly "build/$build_preset.build.log" \
        cmake --build "build/$build_preset" ${1:+--target "$@"}
}

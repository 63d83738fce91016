# A Wine of its own for what a script runs, which ends with the script. Sourced, after common.sh and the build:
#
#     out=$PWD/build/NAME; . ci/wine-common.sh
#
# [out] is where logs go. [server_pid], when set, is a program of ours that is stopped too.

mkdir -p "$out"
server_pid=''

# No windows, no sound of Wine's own, no .NET, no browser.
unset DISPLAY WAYLAND_DISPLAY
export WINEPREFIX="$out/prefix" WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
wineserver=$(command -v wineserver || echo /usr/lib/wine/wineserver)

stop_server() {
    [ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null || :
    [ -z "$server_pid" ] || wait "$server_pid" 2>/dev/null || :
    server_pid=''
}

stop_wine() {
    stop_server
    "$wineserver" -k 2>/dev/null || :
}
trap stop_wine EXIT
trap 'exit 130' INT TERM

quietly "$out/boot.log" timeout 240 wine wineboot -i

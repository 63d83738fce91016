#!/bin/bash
# Hold piperig-cc to its --help: from the build folder, and installed somewhere else.
#
#     run.sh BUILD-FOLDER CMAKE
#
# Prints a line a check, and what was expected and came instead for each that fails.

set -u
build=$(readlink -f "$1")
cmake=$2
cd "$(dirname "$0")" || exit 2
unset CC

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
rig=$scratch/out.rig
checks=0 failures=0

# must SENTENCE CODE SAID COMMAND...: the command ends with that exit code and says just that, on both streams.
must() {
    local sentence=$1 code=$2 said=$3 came_said came_code
    shift 3
    came_said=$("$@" 2>&1)
    came_code=$?
    checks=$((checks + 1))
    if [ "$came_code" = "$code" ] && [ "$came_said" = "$said" ]; then
        echo "ok $checks - $sentence"
    else
        failures=$((failures + 1))
        printf 'not ok %s - %s\n# expected %s:\n%s\n# came %s:\n%s\n' \
            "$checks" "$sentence" "$code" "$said" "$came_code" "$came_said"
    fi
}

# says PATTERN COMMAND...: what the command says has a line like that; prints its exit code.
says() {
    local pattern=$1 said
    shift
    said=$("$@" 2>&1)
    echo $?
    grep -q -- "$pattern" <<<"$said" && echo said || printf '%s\n' "$said"
}

# The reference server is all of its folder but its client.
reference=()
for source in ../../../../server/*.c; do
    [ "${source##*/}" = client.c ] || reference+=("$source")
done

try_builds() {    # PLACE PIPERIG-CC
    local place=$1 cc=$2
    must "$place: builds a server as tutorials have it" 0 '' "$cc" echo.c -o "$rig"
    must "$place: what it built can be loaded" 0 '' "$imports" "$rig"
    must "$place: builds it in UNICODE" 0 '' "$cc" -DUNICODE -Wall -Wextra -Werror -O2 -std=gnu17 echo.c -o "$rig"
    must "$place: builds the reference server" 0 '' \
        "$cc" -Wall -Wextra -Werror -O1 "${reference[@]}" -o "$rig"
}

imports=$build/lib/piperig/imports
try_builds 'build folder' "$build/bin/piperig-cc"

"$cmake" --install "$build" --prefix "$scratch/first" >/dev/null
mv "$scratch/first" "$scratch/moved on"
ln -s "$scratch/moved on/bin/piperig-cc" "$scratch/link"
imports="$scratch/moved on/lib/piperig/imports"
try_builds 'installed, moved, by a link' "$scratch/link"

cc="$build/bin/piperig-cc"
must 'each missing header is named once, with its line' 3 \
    'headers.c:4: the rig has no <WinSvc.h>
headers.c:5: the rig has no <ntsecapi.h>' "$cc" headers.c -o "$rig"

must 'each missing call is named once, with its line, also if it has a declaration' 3 \
    'calls.c:9: the fakes do not provide CreateIoCompletionPort
calls.c:11: the fakes do not provide ImpersonateNamedPipeClient
calls.c:12: the fakes do not provide getpid' "$cc" calls.c -o "$rig"
must 'nothing is left of a program that was refused' 1 '' test -e "$rig"

must 'so it is without warnings' 3 \
    'calls.c:9: the fakes do not provide CreateIoCompletionPort
calls.c:11: the fakes do not provide ImpersonateNamedPipeClient
calls.c:12: the fakes do not provide getpid' "$cc" -w calls.c -o "$rig"
must 'in an object that knows no lines it is named by its file' 0 '3
said' says "^$scratch/strip.o: the fakes do not provide getpid" \
    sh -c '"$1" -w -c calls.c -o "$2" && strip -g "$2" && "$1" "$2" -o "$3"' sh "$cc" "$scratch/strip.o" "$rig"
must 'structured exceptions are named, with their lines, and nothing else is said' 3 \
    'exceptions.c:8: the rig has no structured exceptions (__try)
exceptions.c:19: the rig has no structured exceptions (__try)' "$cc" exceptions.c -o "$rig"

must 'each thread-local variable is named, with its line' 3 \
    "thread_local.c:4: last_error is thread-local: the rig's threads would share it
thread_local.c:5: depth is thread-local: the rig's threads would share it
thread_local.c:9: calls is thread-local: the rig's threads would share it" "$cc" thread_local.c -o "$rig"
must 'of an object that knows no lines, with its file' 0 '3
said' says "^$scratch/strip.o: depth is thread-local" \
    sh -c '"$1" -c thread_local.c -o "$2" && strip -g "$2" && "$1" "$2" -o "$3"' sh "$cc" "$scratch/strip.o" "$rig"

must "the compiler's errors are shown beside a missing call" 0 '3
said' says "^broken.c:6:.* error: .*SERVICE_STATUS" "$cc" broken.c -o "$rig"
must 'a missing call is named although the compiler failed' 0 '3
said' says '^broken.c:7: the fakes do not provide RegisterServiceCtrlHandlerA$' "$cc" broken.c -o "$rig"
must "a call in the program itself is not missing, and the compiler's warning is shown" 0 '0
said' says "^whole.c:4:.* warning: .*implicit declaration of function 'helper'" "$cc" whole.c part.c -o "$rig"

must 'UNICODE brings _UNICODE' 0 '' "$cc" -D UNICODE -c part.c -o "$scratch/part.o"
must '_UNICODE brings UNICODE' 0 '' "$cc" -D_UNICODE -c part.c -o "$scratch/part.o"
must 'objects are linked' 0 '' "$cc" -w whole.c "$scratch/part.o" -o "$rig"
must 'a program without a main is refused' 3 'part.c: has no main or wmain' "$cc" part.c -o "$rig"
must 'one with a WinMain is told so, with its line' 3 \
    'window.c:4: the rig starts a program at main or wmain, not at WinMain' "$cc" window.c -o "$rig"
must 'also with the other one' 3 \
    'window.c:4: the rig starts a program at main or wmain, not at WinMain' "$cc" -DUNICODE window.c -o "$rig"
compiling=$("$cc" -v -c early.c -o "$scratch/early.o" 2>&1)
options=$(grep -o '/[^ ]*compile-options-of-[^ ]*' <<<"$compiling")
if grep -q bounds "$options"; then
    must 'one that takes an element that an array has not before it is started is refused, with its line' 0 '3
said' says "early.c:19: the program takes element 4 of 'int.*' before it is started$" "$cc" early.c -o "$rig"
fi
if grep -q stack-protector "$options"; then
    must 'so is one that writes too far, unseen' 0 '3
said' says 'wrote beyond the variables of a function before it is started$' "$cc" -DUNSEEN early.c -o "$rig"
fi
must 'what does not compile is the end' 0 '1
said' says '^part.c:5:2: error: .*one of the two alone' "$cc" -DUNICODE -U_UNICODE whole.c part.c -o "$rig"

must 'the output is named after the first source' 0 '' \
    sh -c 'cd "$1" && "$2" "$3/echo.c" && test -e echo.rig' sh "$scratch" "$cc" "$PWD"

try='(try piperig-cc --help)'
must 'an unknown option is named' 2 "piperig-cc: unknown option -m32 $try" "$cc" -m32 echo.c
must 'options for the linker are unknown' 2 "piperig-cc: unknown option -Wl,-s $try" "$cc" -Wl,-s echo.c
must 'an option without its value is named' 2 "piperig-cc: -o takes a value $try" "$cc" echo.c -o
must 'a file that is not there is named' 2 "piperig-cc: none.c: there is no such file $try" "$cc" none.c
must 'a file of another kind is named' 2 "piperig-cc: run.sh: a file must be a .c or a .o $try" "$cc" run.sh
must 'no source is wrong usage' 2 "piperig-cc: there is no source $try" "$cc"
must 'help tells of the exit codes' 0 '0
said' says '^Exit codes: 0 built' "$cc" --help
must 'the version names the compiler too' 0 '0
said' says '^piperig-cc [0-9.]*$' "$cc" --version

echo "$((checks - failures)) passed, $failures failed"
[ "$failures" -eq 0 ]

# How everything is compiled: warnings, sanitizers, coverage.

# Our own code, on every compiler. In a program (PipeRigProgram.cmake) formats are Microsoft's: %lu is a DWORD,
# which is an int here, and the compiler's own idea of a format must not be applied.
add_library(piperig_warnings INTERFACE)
target_compile_options(piperig_warnings INTERFACE
    -Wall -Wextra -Wstrict-prototypes -Wvla
    $<$<BOOL:$<TARGET_PROPERTY:PIPERIG_PROGRAM>>:SHELL:-Wno-format>
    $<$<BOOL:${PIPERIG_WERROR}>:-Werror>)

# What is measured or watched while it runs. Programs are instrumented as their host is. Frame pointers make
# a sanitizer's stack traces cheap and whole.
set(PIPERIG_INSTRUMENT_COMPILE -g)
set(PIPERIG_INSTRUMENT_LINK "")
if(PIPERIG_SANITIZE)
    list(APPEND PIPERIG_INSTRUMENT_COMPILE
        -fsanitize=${PIPERIG_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    list(APPEND PIPERIG_INSTRUMENT_LINK -fsanitize=${PIPERIG_SANITIZE})
    if(PIPERIG_SANITIZE MATCHES "thread" AND NOT CMAKE_C_COMPILER_ID MATCHES "Clang")
        list(APPEND PIPERIG_INSTRUMENT_COMPILE -Wno-tsan)    # programs may have fences
    endif()
endif()

# Programs tell of their accesses to memory by calling what fakes/access/hooks.c has. An object file has room for one
# such observer, so that a sanitizer of the build's own leaves none for us. Each compiler is asked in its own way, since
# piperig-cc may be told to use another one than this build's.
if(PIPERIG_SANITIZE)
    set(PIPERIG_RACES OFF)
endif()
set(PIPERIG_RACES_COMPILE_GNU "")
set(PIPERIG_RACES_COMPILE_Clang "")
if(PIPERIG_RACES)
    # Whose variables lie where: fakes/race/frames.h. Which elements an array has: fakes/access/stray.c.
    set(PIPERIG_RACES_COMPILE_GNU -fsanitize=thread,bounds -fno-omit-frame-pointer
        -Wno-tsan -fno-plt --param=tsan-distinguish-volatile=1)
    set(PIPERIG_RACES_COMPILE_Clang -fsanitize=thread,bounds -fno-omit-frame-pointer
        -mllvm -tsan-distinguish-volatile)
endif()
if(PIPERIG_RACES AND PIPERIG_COVERAGE)
    # Else a counter of lines would be one more variable that threads race for.
    list(APPEND PIPERIG_RACES_COMPILE_GNU -fprofile-update=atomic)
    list(APPEND PIPERIG_RACES_COMPILE_Clang -fprofile-update=atomic)
endif()
if(PIPERIG_RACES AND CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
    # Who leaves them by little: fakes/access/stack_guard.h.
    list(APPEND PIPERIG_RACES_COMPILE_GNU -fstack-protector-strong -mstack-protector-guard=global)
endif()
if(PIPERIG_COVERAGE)
    list(APPEND PIPERIG_INSTRUMENT_COMPILE --coverage -fprofile-abs-path)
endif()

# What sanitizers are told when ctest runs something. A fiber that dies in each run would make the detection of
# returned stacks thirty times as slow, and ThreadSanitizer would wait a second for such fibers at each exit.
set(PIPERIG_TEST_ENVIRONMENT
    "ASAN_OPTIONS=detect_stack_use_after_return=0:detect_leaks=1:strict_string_checks=1"
    "UBSAN_OPTIONS=print_stacktrace=1"
    "TSAN_OPTIONS=second_deadlock_stack=1:history_size=4:atexit_sleep_ms=0"
    "MSAN_OPTIONS=poison_in_dtor=1")

# Add a ctest that runs a whole program. Nothing may hang for longer than its time-out, and a run of no test
# at all, which Criterion lets pass, is a failure.
#
#     piperig_add_test(NAME LABEL COMMAND...)
function(piperig_add_test name label)
    add_test(NAME ${name} COMMAND ${ARGN})
    # Those that take long begin first, so that no processor is idle at the end.
    set(cost 0)
    if(label STREQUAL "self")
        set(cost 1)
    elseif(label STREQUAL "cli")
        set(cost 2)
    endif()
    set_tests_properties(${name} PROPERTIES
        COST ${cost}
        LABELS ${label}
        TIMEOUT 300
        FAIL_REGULAR_EXPRESSION "Tested: 0 ;(^|\n)0 passed, 0 failed"
        ENVIRONMENT "${PIPERIG_TEST_ENVIRONMENT}")
endfunction()

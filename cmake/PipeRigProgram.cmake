# piperig_add_program: build unmodified Win32 sources as a program, for Windows or for the rig.
#
#     piperig_add_program(NAME [UNICODE] SOURCES source...)
#
# For Windows NAME.exe is what any Windows build would make. For the rig NAME.rig is a shared object that
# image_open() loads: wchar_t is 16 bits wide, <windows.h> is the fakes', and the C library's functions of
# fakes/crt/wrapped.txt are bound to the fakes when it is linked.

# The names of a list: one a line, comments begin with #.
function(piperig_read_names file variable)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(STRINGS ${file} lines)
    set(names "")
    foreach(line IN LISTS lines)
        string(REGEX REPLACE "#.*" "" line "${line}")
        string(STRIP "${line}" line)
        if(line)
            list(APPEND names ${line})
        endif()
    endforeach()
    set(${variable} "${names}" PARENT_SCOPE)
endfunction()

set(PIPERIG_WRAPPED_LIST ${PROJECT_SOURCE_DIR}/fakes/crt/wrapped.txt)
set(PIPERIG_HARMLESS_LIST ${PROJECT_SOURCE_DIR}/fakes/crt/harmless.txt)
piperig_read_names(${PIPERIG_WRAPPED_LIST} PIPERIG_WRAPPED)
piperig_read_names(${PIPERIG_HARMLESS_LIST} PIPERIG_HARMLESS)

if(WIN32)
    function(piperig_build_program name sources unicode)
        add_executable(${name} ${sources})
        # Microsoft's printf, in which the wide %s takes a wide string, is what Windows programs expect.
        target_compile_definitions(${name} PRIVATE __USE_MINGW_ANSI_STDIO=0)
        target_link_options(${name} PRIVATE -static-libgcc $<$<BOOL:${unicode}>:-municode>)
    endfunction()
else()
    # How a program is compiled and linked, here and by piperig-cc (conformance/cli/cc/): each option stands here and nowhere else.
    #
    # Formats are Microsoft's, also where nobody asked for warnings. And glibc's checked variants must not stand in
    # for what is bound, nor what a compiler knows of the C library: it would leave out a malloc that could have
    # failed, and turn a printf into a puts. Pragmas are Microsoft's too. The last options win: nobody can take these back.
    set(PIPERIG_PROGRAM_INCLUDE ${PROJECT_SOURCE_DIR}/fakes/include/win32)
    set(PIPERIG_PROGRAM_COMPILE_OPTIONS ${PIPERIG_INSTRUMENT_COMPILE}
        -fshort-wchar -fvisibility=default -fno-builtin -Wno-format -Wno-unknown-pragmas -U_FORTIFY_SOURCE)

    # What was never written is the same in each run, unless a sanitizer looks for it.
    if(NOT PIPERIG_SANITIZE MATCHES "memory")
        list(APPEND PIPERIG_PROGRAM_COMPILE_OPTIONS -ftrivial-auto-var-init=pattern)
    endif()

    # A program's own functions are its own, even where the host has one of the same name.
    list(TRANSFORM PIPERIG_WRAPPED PREPEND "-Wl,--wrap=" OUTPUT_VARIABLE PIPERIG_WRAP_OPTIONS)
    if(PIPERIG_RACES)
        piperig_read_names(${PROJECT_SOURCE_DIR}/fakes/crt/watched.txt PIPERIG_WATCHED)
        list(TRANSFORM PIPERIG_WATCHED PREPEND "-Wl,--wrap=")
        list(APPEND PIPERIG_WRAP_OPTIONS ${PIPERIG_WATCHED})
    endif()
    if(PIPERIG_COVERAGE)
        # The host's coverage runtime is everybody's: fakes/crt/gcov.c.
        list(APPEND PIPERIG_WRAP_OPTIONS
            -Wl,--wrap=__gcov_init -Wl,--wrap=__gcov_exit -Wl,--wrap=__gcov_merge_add)
    endif()
    set(PIPERIG_PROGRAM_LINK_OPTIONS ${PIPERIG_INSTRUMENT_LINK} ${PIPERIG_WRAP_OPTIONS} -Wl,-Bsymbolic -Wl,-z,now)

    function(piperig_build_program name sources unicode)
        add_library(${name} MODULE ${sources})
        set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX ".rig" PIPERIG_PROGRAM ON)
        target_include_directories(${name} SYSTEM PRIVATE ${PIPERIG_PROGRAM_INCLUDE})
        target_compile_options(${name} PRIVATE
            ${PIPERIG_PROGRAM_COMPILE_OPTIONS} ${PIPERIG_RACES_COMPILE_${CMAKE_C_COMPILER_ID}})
        target_link_options(${name} PRIVATE ${PIPERIG_PROGRAM_LINK_OPTIONS})
        set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${PIPERIG_WRAPPED_LIST})
        set_property(GLOBAL APPEND PROPERTY PIPERIG_PROGRAMS ${name})
    endfunction()
endif()

function(piperig_add_program name)
    cmake_parse_arguments(PARSE_ARGV 1 program "UNICODE" "" "SOURCES")
    if(NOT program_SOURCES)
        message(FATAL_ERROR "piperig_add_program(${name}): no SOURCES")
    endif()
    piperig_build_program(${name} "${program_SOURCES}" ${program_UNICODE})
    if(program_UNICODE)
        target_compile_definitions(${name} PRIVATE UNICODE _UNICODE)
    endif()
endfunction()

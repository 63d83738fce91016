#!/bin/bash
# Hold `conformance --connect-race` to what it claims: it counts every run once, and loses no client.
#
#     connect_race.sh CONFORMANCE

set -u
said=$("$1" --connect-race --runs 300) || { printf '%s\n' "$said"; exit 1; }
printf '%s\n' "$said" | awk '
    function must(sentence, true) { if (true) { passed++ } else { failed++; print "not ok - " sentence ": " $0 } }

    # RUNS all TRUE 535 232 OTHER SERVED LEFT LOST NAME..., or "p < N" instead of "all"
    /  (all|p < [0-9])  / {
        line = $0
        sub(/p < /, "p<")
        must("each run is counted once", $1 == $3 + $4 + $5 + $6)
        must("no client is lost", $9 == 0)
        $0 = line
        rows++
    }
    /  a client that asks$/ {
        must("one client is tried in all runs", $2 == "all")
        must("it comes before connect, and after", $3 > 0 && $4 > 0)
        must("it is always served", $7 == $1)
    }
    /  a client that leaves at any moment$/ {
        must("one that leaves is tried in all runs", $2 == "all")
        must("it is gone before connect in some", $5 > 0)
        must("it is served or leaves", $7 + $8 == $1)
    }
    END {
        must("there are five scenes", rows == 5)
        printf "%d passed, %d failed\n", passed, failed
        exit failed > 0
    }'

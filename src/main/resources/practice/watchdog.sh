#!/bin/sh
# Runs a command for as long as somebody holds this script's standard input open.
#
#   watchdog.sh COMMAND [ARGUMENT...]
#
# The one who starts it keeps the other end of the pipe. When that process ends, however it ends,
# the kernel closes the pipe, and the command and all it started are stopped: asked first (TERM),
# made to (KILL) ten seconds later.
set -u
exec 3<&0 </dev/null
# If this script itself is killed, the kernel passes that on.
if command -v setpriv >/dev/null 2>&1; then
	set -- setpriv --pdeathsig TERM "$@"
fi
setsid "$@" 3<&- &
child=$!
# A session of its own also keeps a terminal's Ctrl-C from reaching the command: only the pipe counts.
(
	trap 'kill "$reader" 2>/dev/null' TERM
	cat <&3 >/dev/null &
	reader=$!
	wait "$reader"
	kill -TERM "-$child" 2>/dev/null || exit 0
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		sleep 1
		kill -0 "-$child" 2>/dev/null || exit 0
	done
	kill -KILL "-$child" 2>/dev/null
) >/dev/null 2>&1 &
holder=$!
trap '' INT HUP
wait "$child"
code=$?
kill "$holder" 2>/dev/null
exit "$code"

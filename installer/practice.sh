#!/bin/sh
# From a bare Debian 12 to a container on a Pentium III, in one command:
#
#   sh installer/practice.sh [OPTION...]
#
# Options are those of "drydock practice up", for example --port 2300 or --fresh.
# Installs what is missing (and says what and why), builds Drydock, starts the practice server and
# opens the wizard on it. Without a display it does the same job here in the terminal.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=installer/lib.sh disable=SC1091
. installer/lib.sh

display=${DISPLAY:-}${WAYLAND_DISPLAY:-}

if [ -n "$display" ]; then
	want_java openjdk-17-jdk
	want_window
else
	want_java openjdk-17-jdk-headless
fi
want_practice
install_wanted
build_jar

if [ -n "$display" ]; then
	if [ $# -gt 0 ]; then
		java -jar target/drydock.jar practice up "$@" </dev/null
	fi
	say "Starting the practice server; the wizard opens on it."
	exec java -jar target/drydock.jar --practice
fi

say "There is no display here (DISPLAY is not set), so the job is done in this terminal."
java -jar target/drydock.jar practice up "$@" </dev/null
java -jar target/drydock.jar run practice --yes </dev/null
java -jar target/drydock.jar practice status </dev/null
login=$(java -jar target/drydock.jar practice status </dev/null | sed -n 's/^Log in: //p')
say ""
say "The practice server keeps running. To stop it: java -jar target/drydock.jar practice down"
say ""
say "A container on it, in its own words (docker run --rm owner/base32 ...):"
# shellcheck disable=SC2086 # a command line of plain words, printed by Drydock
eval "set -- $login"
"$@" "docker run --rm owner/base32 sh -c 'uname -m; env'" </dev/null

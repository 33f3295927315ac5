#!/bin/sh
# Runs every test: the units', the window's (on a display in memory) and those that need the
# practice server. Installs what is missing, saying what and why; asks nothing.
#
#   sh installer/check.sh
#
# Ends with Maven's own closing lines; its exit code says whether all passed.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=installer/lib.sh disable=SC1091
. installer/lib.sh

want_java openjdk-17-jdk
want_window
want_practice
want xvfb "a display in memory for the window's tests" Xvfb
want xauth "goes with it" xauth
want openssh-server "a real SSH server for tests to log in to, started by them on 127.0.0.1"
want sudo "the real sudo, for tests of how a step becomes root"
want shellcheck "reads the shell steps for mistakes" shellcheck
want busybox "a second shell to try the steps in" busybox

install_wanted

# A test that hangs must not hang whoever waits for the result. Everything the tests start is tied
# to Maven's processes and ends with them.
MAVEN_OPTS=${MAVEN_OPTS:-"-Xmx768m"}
export MAVEN_OPTS
say "Running every test. The practice server's disk is built once, by the first test that needs it."
code=0
# A click that a busy display loses is tried once more, and Maven then tells it as a flake.
timeout -k 30 4800 xvfb-run -a -s "-screen 0 1600x1200x24" \
	mvn -B --no-transfer-progress -Dsurefire.rerunFailingTestsCount=1 verify </dev/null || code=$?
if [ "$code" = 124 ] || [ "$code" = 137 ]; then
	say "The tests were stopped: they were not done after 80 minutes."
fi
exit "$code"

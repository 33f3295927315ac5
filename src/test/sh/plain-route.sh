#!/bin/sh
# Runs composed step scripts by a plain shell loop over OpenSSH, one connection a step: what
# Drydock's own time for the same route is measured against.
#
#   SUDO_PASSWORD=... plain-route.sh FOLDER SSH-ARGUMENT...
#
# FOLDER holds NN-step.root.sh and NN-step.user.sh; the ssh arguments name the server, for example:
# -p 2222 -i key owner@127.0.0.1. SSH may name another ssh command. Prints each step's seconds and
# the sum; stops at the first step that fails.
set -eu
[ $# -ge 2 ] || {
  sed -n '2,9s/^# \{0,1\}//p' "$0"
  exit 2
}
folder=$1
shift
: "${SUDO_PASSWORD:=}" "${SSH:=ssh}"

# The script goes to a file of its own, so that what it runs cannot eat it from standard input.
# shellcheck disable=SC2016  # expanded on the server
launch='umask 077; d=$(mktemp -d) && cat >"$d/s" && sh "$d/s" </dev/null 2>&1; r=$?; rm -rf "$d"; exit $r'

# The clock step compares with the time at which it is sent.
fresh() {
  sed "s/^DRYDOCK_NOW='[0-9]*'/DRYDOCK_NOW='$(date +%s)'/" "$1"
}

began=$(date +%s)
for script in "$folder"/[0-9]*.sh; do
  name=${script##*/}
  echo "=== $name"
  from=$(date +%s)
  rc=0
  case $name in
    *.root.sh)
      { printf '%s\n' "$SUDO_PASSWORD"; fresh "$script"; } |
        $SSH "$@" "sudo -S -k -p '' -- sh -c '$launch'" || rc=$?
      ;;
    *)
      fresh "$script" | $SSH "$@" "$launch" || rc=$?
      ;;
  esac
  echo "=== $name: code $rc, $(($(date +%s) - from)) s"
  [ "$rc" -eq 0 ] || exit "$rc"
done
echo "=== all: $(($(date +%s) - began)) s"

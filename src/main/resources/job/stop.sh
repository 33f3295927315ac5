# Ends a job: TERM to all it started, KILL after DD_GRACE seconds, and tells what then was true.
# It signals only processes whose start time and boot are those on record.

place
look
tries=0
while [ "$STATE" = starting ] && [ "$tries" -lt "$DD_LEASE" ]; do
  sleep 1
  tries=$((tries + 1))
  look
done
if [ "$STATE" != running ]; then
  report
  exit 0
fi

# The wrapper is to know that the end was wished for.
printf '' 2> /dev/null > "$DD_JOB/stop"

# Without a session of its own, the script's family is found by its parents. Sets FAMILY.
find_family() {
  FAMILY=" $SCRIPT_PID "
  before=
  while [ "$before" != "$FAMILY" ]; do
    before=$FAMILY
    set +f
    for entry in /proc/[0-9]*; do
      set -f
      child=${entry#/proc/}
      case $FAMILY in
        *" $child "*) continue ;;
      esac
      stat=
      read -r stat 2> /dev/null < "$entry/stat"
      stat=${stat##*)}
      stat=${stat# * }
      parent=${stat%% *}
      case $FAMILY in
        *" ${parent:-none} "*) FAMILY="$FAMILY$child " ;;
      esac
    done
    set -f
  done
}

# Signals ($1: TERM, KILL, or 0 for none) the job; fails when nothing of it is left. (busybox does
# not take `--` before the group.)
signal() {
  if [ "$GROUP" -gt 1 ]; then
    kill "-$1" "-$GROUP" 2> /dev/null
  else
    # One by one: some may be gone already.
    reached=1
    for member in $FAMILY; do
      if kill "-$1" "$member" 2> /dev/null; then reached=0; fi
    done
    return "$reached"
  fi
}

if same "$SCRIPT_PID" "$SCRIPT_START"; then
  FAMILY=
  if [ "$GROUP" -le 1 ]; then find_family; fi
  signal TERM
  # As long as one of the group lives its number is not given to another process.
  tenths=0
  while signal 0 && [ "$tenths" -lt "$((DD_GRACE * 10))" ]; do
    if [ "$tenths" -lt 10 ]; then
      nap 0.1
      tenths=$((tenths + 1))
    else
      nap 0.5
      tenths=$((tenths + 5))
    fi
  done
  if signal 0; then signal KILL; fi
fi

# The wrapper needs a moment to record the end.
tries=0
look
while [ "$STATE" = running ] && [ "$tries" -lt 30 ]; do
  nap 0.1
  tries=$((tries + 1))
  look
done
report

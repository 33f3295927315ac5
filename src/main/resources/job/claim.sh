# Makes the one who asks the one who executes the run, if nobody else does.
#
# DD_LABEL     tells a person who that is
# DD_FORCE     number of a lease that may be taken although its holder lives, or 0
# DD_STALE     seconds of silence after which nobody needs to be asked
# DD_PLAN      what to keep there, if there is none yet; may be empty
# DD_PROGRESS  what to keep there; may be empty
# DD_MOST      bytes of it to send back

umask 077
run_place
read_boot
read_uptime
if ! [ -d "$DD_FOLDER" ]; then
  error=$(LC_ALL=C mkdir -p "$DD_FOLDER" 2>&1) || fail "folder $error"
fi
judge_lease
may=no
case $HOLD in
  nobody) may=yes ;;
  other)
    if [ "$AGE" -lt 0 ] || [ "$AGE" -gt "$DD_STALE" ] || [ "$GENERATION" = "$DD_FORCE" ]; then
      may=yes
    fi
    ;;
esac
if [ "$may" = yes ]; then
  before=$GENERATION
  new=$DD_FOLDER/new.$DD_TOKEN
  { printf '1 %s %s %s %s\n' "$DD_TOKEN" "$UPTIME" "$BOOT" "$DD_LABEL" > "$new"; } 2> /dev/null ||
    fail space
  ln "$new" "$DD_FOLDER/lease.$((before + 1))" 2> /dev/null
  rm -f "$new"
  judge_lease
  if [ "$HOLD" = mine ] && [ "$before" -gt 0 ]; then rm -f "$DD_FOLDER/lease.$before"; fi
fi
if [ "$HOLD" = mine ]; then
  beat
  AGE=0
  if [ -n "$DD_PLAN" ] && ! [ -f "$DD_FOLDER/plan" ] && save plan "$DD_PLAN"; then
    # To the disk before the first step: after a power cut it is all that other computers have.
    sync
  fi
  if [ -n "$DD_PROGRESS" ]; then save progress "$DD_PROGRESS" || :; fi
fi
tell_lease
if [ -f "$DD_FOLDER/plan" ]; then frame "plan yes"; else frame "plan no"; fi
tell_progress

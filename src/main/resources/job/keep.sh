# Before all that the holder does: says that it lives, and keeps what it tells. Fails when somebody
# else has taken over; then nothing is written.
#
# DD_PROGRESS  what to keep; may be empty

umask 077
run_place
read_boot
judge_lease
if [ "$HOLD" = mine ]; then
  beat
  if [ -n "$DD_PROGRESS" ]; then save progress "$DD_PROGRESS" || :; fi
fi
tell_lease
frame end
[ "$HOLD" = mine ]

# The runs that this login can read on the server, the oldest first: who walks, what each is about,
# and all its events. In one round trip, for that is what every offer is made from.
#
# DD_LOGIN  the login
# DD_RUNS   how many, the newest ones
# DD_MOST   bytes of one file

DD_LOGIN=$(id -un)
read_boot
machine=
read -r machine 2> /dev/null < /etc/machine-id
frame "machine ${machine:-none} $BOOT"
read_holder "$DD_ROOT_BASE"
root_holder=$HOLDER
read_holder "$HOME/.drydock"
own_holder=$HOLDER
set +f
for events in "$DD_ROOT_BASE"/runs/*/events "$HOME"/.drydock/runs/*/events; do
  run=${events%/events}
  if [ -r "$events" ] && is_run "${run##*/}"; then printf '%s %s\n' "${run##*/}" "$run"; fi
done | sort | tail -n "$DD_RUNS" | while read -r id run; do
  place=own holder=$own_holder
  case $run in
    "$DD_ROOT_BASE"/*) place=root holder=$root_holder ;;
  esac
  set +f
  # shellcheck disable=SC2012 # the sizes are wanted, and nothing else tells them without reading
  kept=$(LC_ALL=C ls -ln "$run"/jobs/*/out 2> /dev/null | {
    sum=0
    while read -r _ _ _ _ size _; do
      if number "$size"; then sum=$((sum + size)); fi
    done
    printf '%s' "$sum"
  })
  set -f
  going=no
  if [ "$holder" = "$id" ]; then going=yes; fi
  read_size "$run/plan"
  frame "run $id $place $going $SIZE ${kept:-0}"
  head -c "$DD_MOST" "$run/about"
  frame events
  head -c "$DD_MOST" "$run/events"
done
set -f
# What earlier Drydocks kept of runs that a desktop walked.
set +f
for progress in "$HOME"/.drydock/runs/*/progress; do
  set -f
  run=${progress%/progress}
  if [ -r "$progress" ] && is_run "${run##*/}"; then frame "earlier ${run##*/}"; fi
done
set -f
find_old
if [ -n "$OLD" ]; then frame "old $OLD"; fi
frame end

# Follows the output from byte DD_FROM on: one `tail -f` does the copying, and this shell only looks
# now and then whether the job still runs, and for the one who executes the run whether it still does.

# A reader that went away must end us, not leave tail behind.
trap '' PIPE
copier=
end_copier() {
  if [ -n "$copier" ]; then
    kill "$copier" 2> /dev/null
    wait "$copier" 2> /dev/null
    copier=
  fi
}
trap 'end_copier; exit 1' HUP INT TERM

place
run_place
look
if [ "$STATE" = absent ]; then
  report
  exit 0
fi
read_size
if [ "$DD_FROM" -gt "$SIZE" ]; then
  # A power cut takes what was not yet on the disk, also what had been fetched already.
  case $STATE in
    rebooted | lost)
      report
      exit 0
      ;;
    done)
      if [ "$DD_FROM" -le "$LEN" ]; then
        report
        exit 0
      fi
      ;;
  esac
  frame "short $SIZE"
  exit 1
fi
frame open || exit 1

# The output of a root job is handed to the person only some way into its start, and a start may
# have been killed before that: then it stays so until its time is over.
while [ "$STATE" = starting ] && ! [ -r "$DD_JOB/out" ]; do
  nap 0.5
  frame beat || exit 1
  look
done

if [ "$STATE" = running ] || [ "$STATE" = starting ]; then
  tail -c "+$((DD_FROM + 1))" -f "$DD_JOB/out" < /dev/null 2> /dev/null &
  copier=$!
  # Closely at first, for short jobs; then rarely, to leave the CPU to the job.
  looks=0
  tenths=0
  while [ "$STATE" = running ] || [ "$STATE" = starting ]; do
    looks=$((looks + 1))
    if [ "$looks" -le 10 ]; then
      pause=0.1 tenths=$((tenths + 1))
    elif [ "$looks" -le 30 ]; then
      pause=0.3 tenths=$((tenths + 3))
    elif [ "$looks" -le 90 ]; then
      pause=1 tenths=$((tenths + 10))
    else
      pause=2 tenths=$((tenths + 20))
    fi
    nap "$pause"
    if [ "$tenths" -ge 50 ]; then
      tenths=0
      # The only way to learn that nobody listens any more while the job is silent.
      frame beat || {
        end_copier
        exit 1
      }
      if [ -n "$DD_TOKEN" ]; then
        judge_lease
        if [ "$HOLD" != mine ]; then
          frame taken
          end_copier
          exit 1
        fi
      fi
    fi
    # The desktop asks anew should the copier have died.
    kill -0 "$copier" 2> /dev/null || break
    read_exit || read_identity
  done
  look
  # The rest comes best from the copier: its position in the file (its first descriptor) says when
  # it is through. Where that cannot be read, or it lags, the desktop asks again for what misses.
  tries=0
  while [ "$tries" -lt 15 ]; do
    name='' position=''
    read -r name position 2> /dev/null < "/proc/$copier/fdinfo/3"
    if [ "$name" = pos: ] && number "$position" && [ "$position" -ge "$LEN" ]; then break; fi
    nap 0.1
    tries=$((tries + 1))
  done
  end_copier
  read_size
elif [ "$DD_FROM" -lt "$LEN" ]; then
  # A record may claim more than there is (a power cut, or a lie) while something still writes on:
  # what there was at the first look ends it.
  until=$LEN
  [ "$SIZE" -ge "$LEN" ] || until=$SIZE
  tail -c "+$((DD_FROM + 1))" "$DD_JOB/out" 2> /dev/null | head -c "$((until - DD_FROM))"
fi
report

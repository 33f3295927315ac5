# Tells the events of a run, and all output of its steps, from where the desktop has them on; goes on
# until the runner has ended. Events first: who comes back after a week sees at once what became of
# it, and the outputs follow in their order.
#
# DD_LINES  how many lines of `events` the desktop has
# DD_LAST   the last of them
# DD_HAVE   words NN.ATTEMPT=BYTES: outputs that the desktop has, or has a part of
# DD_DONE   words NN.ATTEMPT: outputs that it has whole

# A reader that went away must end us.
trap '' PIPE
read_boot

say() {
  frame "$@" || exit 1
}

# Sets JOBS to the attempts named by the events so far, and takes up new lines. Builtins alone: it
# is done every few seconds for as long as a step lasts.
line=0 half='' JOBS='' FRESH=''
take_events() {
  while IFS= read -r part <&4; do
    part=$half$part
    half=
    line=$((line + 1))
    if [ "$line" -gt "$DD_LINES" ]; then
      say "event $part"
      FRESH=yes
    elif [ "$line" -eq "$DD_LINES" ] && [ "$part" != "$DD_LAST" ]; then
      # A power cut took what had not reached the disk.
      anew
      return 0
    fi
    case $part in
      '1 '*' step '[0-9][0-9]' running '*)
        job=${part#* step }
        attempt=${job#* running }
        job=${job%% *}.${attempt%% *}
        case " $JOBS " in
          *" $job "*) ;;
          *) JOBS="$JOBS $job" ;;
        esac
        ;;
    esac
  done
  half=$half$part
}

anew() {
  say anew
  # What the desktop had a part of it has set aside.
  DD_HAVE=
  exec 4<&- 4< "$RUN/events"
  line=0 half='' JOBS='' DD_LINES=0
  take_events
}

exec 4< "$RUN/events"
take_events
if [ "$line" -lt "$DD_LINES" ]; then anew; fi
say caught

# How much is to come, for a person who waits for it.
set --
total=0
for job in $JOBS; do set -- "$@" "$RUN/jobs/$job/out"; done
if [ $# -gt 0 ]; then
  total=$(LC_ALL=C ls -ln "$@" 2> /dev/null | {
    sum=0
    while read -r _ _ _ _ size _; do
      if number "$size"; then sum=$((sum + size)); fi
    done
    printf '%s' "$sum"
  })
fi
say "total ${total:-0}"

# The attempt in hand is open as descriptor 5, at the first byte that was not told.
OPEN=
open_out() {
  from=0
  for have in $DD_HAVE; do
    if [ "${have%%=*}" = "$1" ]; then from=${have#*=}; fi
  done
  out=$RUN/jobs/$1/out
  [ -r "$out" ] || return 0
  if [ "$from" -gt 0 ]; then
    read_size "$out"
    if [ "$SIZE" -lt "$from" ]; then
      say "short $1 $SIZE"
      DD_DONE="$DD_DONE $1"
      return 0
    fi
  fi
  exec 5< "$out"
  say "out $1"
  # Also sets the place from which on `cat` goes on.
  if [ "$from" -gt 0 ]; then tail -c "+$((from + 1))" <&5 || exit 1; fi
  OPEN=$1
}

idle=0
over=no
while :; do
  for job in $JOBS; do
    case " $DD_DONE " in
      *" $job "*) continue ;;
    esac
    if [ "$OPEN" != "$job" ]; then open_out "$job"; fi
    if [ "$OPEN" = "$job" ]; then
      # What ended before this look is whole after it.
      ended=no
      if [ -e "$RUN/jobs/$job/exit" ] || [ "$over" = yes ] || [ "${JOBS##* }" != "$job" ]; then
        ended=yes
      fi
      cat <&5 || exit 1
      if [ "$ended" = yes ]; then
        say "whole $job"
        exec 5<&-
        OPEN=
        DD_DONE="$DD_DONE $job"
      fi
    elif [ "${JOBS##* }" != "$job" ]; then
      # It never began.
      DD_DONE="$DD_DONE $job"
    fi
  done
  [ "$over" = no ] || break
  FRESH=
  take_events
  if [ -n "$FRESH" ]; then
    idle=0
    continue
  fi
  read_holder "$BASE"
  if [ "$HOLDER" != "$DD_ID" ]; then
    # Once more: it may have noted something before it ended.
    over=yes
    take_events
    continue
  fi
  # Closely at first, for short steps; then rarely, to leave the CPU to the work.
  idle=$((idle + 1))
  if [ "$idle" -le 10 ]; then
    nap 0.1
  elif [ "$idle" -le 40 ]; then
    nap 0.5
  else
    nap 3
  fi
  # The only way to learn that nobody listens any more while all is silent.
  say beat
done
say end

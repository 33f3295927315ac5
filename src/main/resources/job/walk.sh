# The runner. It lies in the run's folder as `walk`, and root runs it from there: nobody else can
# write to that folder, but for `wishes` and the outputs of steps that run as the person.
#
#   sh walk run RUN HOW NOW       walks the steps in order; tells on descriptor 3 whether it may
#   sh walk boot RUN              the same after a restart, called by the hook below
#   sh walk job RUN NN ATTEMPT    one attempt at one step: runs it, and records how it ended
#
# HOW is person or boot; NOW what the desktop's clock said, or nothing.
#
# `events` is only appended to, one line each, before what it tells is done:
#   1 UPTIME begun EPOCH WALK BOOT HOW
#   1 UPTIME step NN STATE ATTEMPT EXIT LENGTH
#   1 UPTIME ended finished|paused|decision NN
# UPTIME is in hundredths of a second. Torn lines (a power cut, a full disk) stand alone.
#
# DD_GRACE  seconds between TERM and KILL; DD_LOOK  seconds between two looks for wishes

RUN=$2
ID=${RUN##*/}
BASE=${RUN%/runs/*}

# The person: login, group, home.
{ read -r DD_LOGIN && read -r DD_GROUP && read -r DD_HOME; } < "$RUN/who" || exit 1

# How often an interrupted step is begun again without asking.
UNASKED=3

event() {
  read_uptime
  if ! { printf '1 %s %s\n' "$UPTIME" "$*" >> "$RUN/events"; } 2> /dev/null; then
    # The disk is full. There is a little room for just this; without it nothing may be done.
    rm -f "$RUN/spare"
    { printf '\n1 %s %s\n' "$UPTIME" "$*" >> "$RUN/events"; } 2> /dev/null || leave
  fi
}

leave() {
  if [ -n "${WATCHER-}" ]; then kill "$WATCHER" 2> /dev/null; fi
  exit
}

end() {
  event ended "$@"
  hook_off
  sync 2> /dev/null
  leave
}

refuse() {
  printf '%s\n' "$*" >&3
  exit 0
}

# ---- one runner at a time

# The server has one runner: root's folder and the person's own know of each other.
refuse_if_busy() {
  read_holder "$OTHER"
  [ -z "$HOLDER" ] || refuse "busy $HOLDER"
  read_holder "$BASE"
  if [ -n "$HOLDER" ] && { [ -n "$HOLDER_PID" ] || [ "$HOLDER" != "$ID" ]; }; then
    refuse "busy $HOLDER"
  fi
}

take_lease() {
  if [ "$BASE" = "$DD_ROOT_BASE" ]; then
    OTHER=$DD_HOME/.drydock
  else
    OTHER=$DD_ROOT_BASE
  fi
  refuse_if_busy
  before=$GENERATION
  { printf '1 %s %s %s %s\n' "$$" "$OWN" "$BOOT" "$ID" > "$BASE/lease-$$"; } 2> /dev/null ||
    refuse space
  chmod 644 "$BASE/lease-$$"
  ln "$BASE/lease-$$" "$BASE/lease.$((before + 1))" 2> /dev/null
  rm -f "$BASE/lease-$$"
  read_holder "$BASE"
  [ "$HOLDER_PID" = "$$" ] || refuse "busy ${HOLDER:-$ID}"
  if [ "$before" -gt 0 ]; then rm -f "$BASE/lease.$before"; fi
  read_holder "$OTHER"
  if [ -n "$HOLDER" ]; then
    rm -f "$BASE/lease.$((before + 1))"
    refuse "busy $HOLDER"
  fi
}

# ---- what was, from the events

step_state() {
  eval "STATE=\${S_$1:-waiting} ATTEMPT=\${A_$1:-0}"
}

set_step() {
  eval "S_$1=\$2 A_$1=\$3"
}

replay() {
  WALKS=0 LAST_EPOCH=0 LAST_BOOT=
  while read -r version _ kind a b c rest; do
    [ "$version" = 1 ] || continue
    case $kind in
      begun)
        if number "$a" && number "$b"; then WALKS=$b LAST_EPOCH=$a LAST_BOOT=$c; fi
        ;;
      step)
        case $a in
          [0-9][0-9]) if number "$c"; then set_step "$a" "$b" "$c"; fi ;;
        esac
        ;;
    esac
  done < "$RUN/events"
}

# ---- a step

# as WHO COMMAND...: as root, or as the person in a new login, so that a new group counts. (su makes
# a session of its own; stop_job finds it all the same.)
as() {
  if [ "$1" = root ] || [ "$ME" != 0 ] || [ "$DD_LOGIN" = root ]; then
    shift
    cd "${HOME:-/}" 2> /dev/null || cd /
    exec ${SESSION:-} "$@"
  fi
  shift
  cd "$DD_HOME" 2> /dev/null || cd /
  exec ${SESSION:-} su -s /bin/sh "$DD_LOGIN" -c "exec $*"
}

# Tells steps what the desktop's clock says by now, for the one that sets the clock. After a restart
# nobody knows that: then the server's own is as good as any, and must not be set back.
tell_time() {
  if number "${DD_NOW-}"; then
    read_uptime
    DRYDOCK_NOW=$((DD_NOW + (UPTIME - DD_NOW_AT) / 100))
  else
    DRYDOCK_NOW=$(date +%s)
  fi
  export DRYDOCK_NOW
}

# Sets NN's check's answer RC: 0 as it should be, 1 not.
check_step() {
  tell_time
  (as "$2" sh "$RUN/steps/$1" check < /dev/null > /dev/null 2>&1 3>&-)
  RC=$?
}

# The settled steps are looked at again after a restart or a day: what a reboot undid is done anew.
recheck() {
  event recheck
  for item in $ORDER; do
    step_state "${item%%:*}"
    case $STATE in
      done | already)
        check_step "${item%%:*}" "${item#*:}"
        if [ "$RC" = 1 ]; then reopen "${item%%:*}"; fi
        ;;
    esac
  done
}

reopen() {
  step_state "$1"
  event step "$1" waiting "$ATTEMPT" 0 0
  set_step "$1" waiting "$ATTEMPT"
}

# Sets NN and WHO to the next step that is not settled, or NN to nothing. Wishes of the person are
# empty files that the login makes; nothing is ever read from them.
find_next() {
  for item in $ORDER; do
    NN=${item%%:*} WHO=${item#*:}
    if plain "$RUN/wishes/again.$NN"; then
      rm -f "$RUN/wishes/again.$NN"
      MODE=again
      step_state "$NN"
      if [ "$STATE" != running ]; then reopen "$NN"; fi
      return 0
    fi
  done
  MODE=job
  for item in $ORDER; do
    NN=${item%%:*} WHO=${item#*:}
    step_state "$NN"
    case $STATE in
      done | already | skipped) ;;
      *) return 0 ;;
    esac
  done
  NN=
}

# Waits for a job that an earlier runner began.
adopt() {
  # If it was never begun, it never will be.
  { mkdir "$JOB" && printf '' > "$JOB/out"; } 2> /dev/null
  give_up_unborn "$RUN/jobs"
  while lives "$JOB"; do nap 2; done
}

begin() {
  ATTEMPT=$((ATTEMPT + 1))
  while [ -e "$RUN/jobs/$NN.$ATTEMPT" ]; do ATTEMPT=$((ATTEMPT + 1)); done
  JOB=$RUN/jobs/$NN.$ATTEMPT
  event step "$NN" running "$ATTEMPT" 0 0
  # Space for the two records is taken now: the step itself may fill the disk.
  if ! {
    mkdir "$JOB" && printf '' > "$JOB/out" &&
      printf '%-199s\n' - > "$JOB/id.tmp" && printf '%-199s\n' - > "$JOB/exit.tmp"
  } 2> /dev/null; then
    return 0
  fi
  if [ "$ME" = 0 ]; then
    chgrp "$DD_GROUP" "$JOB" "$JOB/out"
    if [ "$WHO" = user ]; then chown "$DD_LOGIN" "$JOB/out"; fi
  fi
  # shellcheck disable=SC2086 # "busybox setsid" is two words
  ${SESSION:-nohup} sh "$RUN/walk" job "$RUN" "$NN" "$ATTEMPT" "$WHO" "$MODE" \
    < /dev/null > /dev/null 2>&1 3>&- &
  wait "$!"
  while lives "$JOB"; do nap 2; done
}

# Sets STATE, RC and LEN of the job in JOB that is over. Damaged records are no record.
judge() {
  version='' RC='' LEN=''
  read -r version RC LEN rest 2> /dev/null < "$JOB/exit"
  if [ "$version" = 1 ] && number "$RC" && number "$LEN" && [ "$RC" -le 255 ]; then
    # A step that came to its good end before the stop reached it was not stopped.
    if [ "$RC" = 0 ]; then
      STATE="done"
      if [ -s "$JOB/already" ]; then STATE=already; fi
    elif [ -e "$JOB/stop" ]; then
      STATE=stopped
    else
      STATE=failed
    fi
  else
    read_size "$JOB/out"
    STATE=interrupted RC=0 LEN=$SIZE
  fi
}

walk_step() {
  if plain "$RUN/wishes/skip.$NN"; then
    rm -f "$RUN/wishes/skip.$NN"
    step_state "$NN"
    event step "$NN" skipped "$ATTEMPT" 0 0
    set_step "$NN" skipped "$ATTEMPT"
    return 0
  fi
  step_state "$NN"
  if [ "$STATE" = running ] && [ "$ATTEMPT" -gt 0 ]; then
    JOB=$RUN/jobs/$NN.$ATTEMPT
    adopt
  else
    begin
  fi
  await_stop
  judge
  rm -f "$RUN/wishes/stop.$NN.$ATTEMPT"
  event step "$NN" "$STATE" "$ATTEMPT" "$RC" "$LEN"
  set_step "$NN" "$STATE" "$ATTEMPT"
  case $STATE in
    failed | stopped) end decision "$NN" ;;
    interrupted)
      again=$((again + 1))
      if [ "$again" -gt "$UNASKED" ]; then end decision "$NN"; fi
      ;;
    *) again=0 ;;
  esac
}

# ---- stopping: TERM to all that the job started, KILL after a grace

# The family is found by its parents: su and others make sessions of their own. Sets FAMILY to words
# PID:START, so that nobody is signalled who only got the number.
find_family() {
  read_start "$SCRIPT"
  pids=" $SCRIPT " FAMILY=" $SCRIPT:$START"
  before=
  while [ "$before" != "$pids" ]; do
    before=$pids
    set +f
    for entry in /proc/[0-9]*; do
      set -f
      child=${entry#/proc/}
      case $pids in
        *" $child "*) continue ;;
      esac
      stat=
      read -r stat 2> /dev/null < "$entry/stat"
      stat=${stat##*)}
      stat=${stat# * }
      case $pids in
        *" ${stat%% *} "*)
          read_start "$child"
          pids="$pids$child " FAMILY="$FAMILY $child:$START"
          ;;
      esac
    done
    set -f
  done
}

# Signals ($1: TERM, KILL, or 0 for none) the job; fails when nothing of it is left. (busybox and
# dash do not take `--` before the group.)
signal() {
  reached=1
  if [ "$GROUP" -gt 1 ] && kill "-$1" "-$GROUP" 2> /dev/null; then reached=0; fi
  for member in $FAMILY; do
    if same "${member%:*}" "${member#*:}" && kill "-$1" "${member%:*}" 2> /dev/null; then
      reached=0
    fi
  done
  return "$reached"
}

stop_job() {
  lives "$1" && same "$SCRIPT" "$SCRIPT_START" || return 0
  # What records the end is to know that it was wished for.
  printf '' 2> /dev/null > "$1/stop"
  find_family
  signal TERM
  tenths=0
  # As long as one of the group lives its number is not given to another.
  while signal 0 && [ "$tenths" -lt "$((DD_GRACE * 10))" ]; do
    nap 0.5
    tenths=$((tenths + 5))
  done
  if signal 0; then signal KILL; fi
  printf '' 2> /dev/null > "$1/stopped"
}

# What a stopped script left behind may take its time; nothing goes on beside it.
await_stop() {
  tenths=0
  while [ -e "$JOB/stop" ] && ! [ -e "$JOB/stopped" ] && [ "$tenths" -lt "$((DD_GRACE * 20))" ]; do
    nap 0.5
    tenths=$((tenths + 5))
  done
}

# Beside the walk; looks every few seconds, which costs an old server next to nothing.
watch_wishes() {
  napper=
  trap 'kill "$napper" 2> /dev/null; exit 0' TERM
  while kill -0 "$$" 2> /dev/null; do
    sleep "$DD_LOOK" &
    napper=$!
    wait "$napper"
    set +f
    for wish in "$RUN"/wishes/stop.*; do
      set -f
      wish=${wish##*/stop.}
      case $wish in
        [0-9][0-9].*) if number "${wish#*.}"; then stop_job "$RUN/jobs/$wish"; fi ;;
      esac
    done
    set -f
  done
}

# ---- going on by itself after a restart, where the person chose so and while nothing needs a person

UNIT=/etc/systemd/system/drydock-go-on.service
WANTED=/etc/systemd/system/multi-user.target.wants/drydock-go-on.service
SCRIPT_AT_BOOT=/etc/init.d/drydock-go-on

hook_on() {
  if [ -d /run/systemd/system ]; then
    mkdir -p "${WANTED%/*}" &&
      cat > "$UNIT" << END && ln -sf "$UNIT" "$WANTED"
[Unit]
Description=Drydock goes on with run $ID
After=network.target docker.service

[Service]
KillMode=process
ExecStart=/bin/sh $RUN/walk boot $RUN

[Install]
WantedBy=multi-user.target
END
  else
    cat > "$SCRIPT_AT_BOOT" << END && chmod 755 "$SCRIPT_AT_BOOT" &&
#!/bin/sh
### BEGIN INIT INFO
# Provides:          drydock-go-on
# Required-Start:    \$remote_fs \$network
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:
# Short-Description: Drydock goes on with run $ID
### END INIT INFO
[ "\$1" = start ] || exit 0
${SESSION:-nohup} /bin/sh $RUN/walk boot $RUN < /dev/null > /dev/null 2>&1 &
END
      update-rc.d drydock-go-on defaults
  fi
}

hook_off() {
  [ -e "$RUN/after-reboot" ] || return 0
  rm -f "$WANTED" "$UNIT"
  if [ -e "$SCRIPT_AT_BOOT" ]; then
    rm -f "$SCRIPT_AT_BOOT"
    update-rc.d drydock-go-on remove > /dev/null 2>&1
  fi
}

boot() {
  HOME=~root
  LC_ALL=C
  export HOME LC_ALL
  exec 3> /dev/null
  run boot ''
}

# ---- the ways in

run() {
  trap '' HUP
  HOW=$1 NOW=$2
  umask 027
  read_boot
  read_start "$$"
  OWN=$START
  ME=$(id -u)
  if command -v setsid > /dev/null 2>&1; then
    SESSION=setsid
  elif busybox setsid true > /dev/null 2>&1; then
    SESSION='busybox setsid'
  else
    SESSION=
  fi
  export SESSION ME
  take_lease
  EPOCH=$(date +%s)
  read_uptime
  if number "$NOW"; then
    DD_NOW_AT=$UPTIME DD_NOW=$NOW
    export DD_NOW_AT DD_NOW
  fi
  replay
  ORDER=
  while read -r nn who rest; do ORDER="$ORDER $nn:$who"; done < "$RUN/order"
  rm -f "$RUN/wishes/pause"
  # Whatever a crash left half-written stands alone.
  printf '\n' 2> /dev/null >> "$RUN/events"
  event begun "$EPOCH" "$((WALKS + 1))" "$BOOT" "$HOW"
  printf 'begun\n' >&3
  exec 3>&-
  if [ -e "$RUN/after-reboot" ]; then
    hook_on > /dev/null 2>&1 || rm -f "$RUN/after-reboot"
  fi
  (watch_wishes) < /dev/null > /dev/null 2>&1 &
  WATCHER=$!
  # A job of an earlier runner goes first: nothing is looked at while it works.
  find_living "$RUN/jobs"
  if [ -z "$LIVING" ] && [ -n "$LAST_BOOT" ] &&
    { [ "$LAST_BOOT" != "$BOOT" ] || [ "$((EPOCH - LAST_EPOCH))" -gt 86400 ]; }; then
    recheck
  fi
  again=0
  find_next
  while [ -n "$NN" ]; do
    walk_step
    find_next
    if [ -n "$NN" ] && plain "$RUN/wishes/pause"; then
      rm -f "$RUN/wishes/pause"
      end paused "$NN"
    fi
  done
  end finished 00
}

job() {
  NN=$1 JOB=$RUN/jobs/$1.$2 WHO=$3 MODE=$4
  told=
  signalled=
  trap 'told=yes signalled=yes' HUP INT TERM
  umask 027
  read_boot
  read_start "$$"
  own=$START
  tell_time
  # The script gets a session of its own, so that Stop reaches it and all it started, and not us.
  # It begins only after its identity is on disk, and not when it was given up meanwhile.
  (
    read_start self
    group=0
    [ -z "$SESSION" ] || group=$PID
    printf '%-199s\n' "1 $$ $own $PID $START $group $BOOT" 1<> "$JOB/id.tmp" &&
      ln "$JOB/id.tmp" "$JOB/id" || exit 1
    trap - HUP INT TERM
    exec < /dev/null >> "$JOB/out" 2>&1 9> "$JOB/already"
    as "$WHO" sh "$RUN/steps/$NN" "$MODE"
  ) &
  script=$!
  while :; do
    signalled=
    wait "$script"
    rc=$?
    # A signal to us ends `wait` early.
    if [ -z "$signalled" ] || ! kill -0 "$script" 2> /dev/null; then break; fi
  done
  # Only if it was this one that began.
  version='' pid='' since=''
  read -r version pid since rest 2> /dev/null < "$JOB/id"
  [ "$version $pid $since" = "1 $$ $own" ] || exit 1
  # When the server shuts down, everything gets a TERM: that is no result of the script. A stop that
  # a person asked for left its mark.
  if [ "$rc" -gt 128 ] && ! [ -f "$JOB/stop" ]; then
    if [ "$rc" -eq 143 ]; then sleep 1; fi
    if [ -n "$told" ]; then exit 1; fi
  fi
  read_size "$JOB/out"
  # Written over the reserved bytes, then renamed: either the whole record is there or none.
  printf '%-199s\n' "1 $rc $SIZE" 1<> "$JOB/exit.tmp" && mv "$JOB/exit.tmp" "$JOB/exit"
  # Nobody waits for this: that a power cut may come soon after and take neither record nor output.
  sync 2> /dev/null
}

mode=$1
shift 2
"$mode" "$@"

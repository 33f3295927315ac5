# What every job script needs. The parameters (DD_...) are set above this text.
#
# DD_N1 DD_N2   the two halves of the nonce; never together in the text, so that a job that prints
#               the process list cannot print a frame
# DD_ID         name of the job
# DD_ROOT       yes: the job runs as root and its folder belongs to root
# DD_ROOT_BASE  where the folders of root jobs are
# DD_BOOT_FILE  tells one boot of the server from another
# DD_LEASE      seconds after which a start that is not complete never will be
#
# Reading /proc with the shell's own `read` costs no new process: on a Pentium III each one counts.

# Never expand * from a path or from a file that may hold anything.
set -f

frame() {
  printf '\036%s%s %s\n' "$DD_N1" "$DD_N2" "$*"
}

fail() {
  frame "fail $*"
  exit 1
}

# At most 18 digits: longer ones overflow the shell's numbers. No leading zero: that means octal.
number() {
  case $1 in
    '' | *[!0-9]* | 0?* | ???????????????????*) return 1 ;;
  esac
}

# Sets DD_UID: whose jobs these are. Under sudo that is who called it, else who we are.
# Sets DD_ME: who we are.
who() {
  DD_ME=
  while read -r key rest effective rest; do
    if [ "$key" = Uid: ]; then
      DD_ME=$effective
      break
    fi
  done 2> /dev/null < /proc/self/status
  number "$DD_ME" || DD_ME=$(id -u)
  DD_UID=$DD_ME
  if [ "$DD_ME" = 0 ] && number "${SUDO_UID-}"; then
    DD_UID=$SUDO_UID
  fi
}

# Sets DD_BASE, the folder of all jobs, and DD_JOB, the folder of this one.
place() {
  if [ "$DD_ROOT" = yes ]; then
    who
    DD_BASE=$DD_ROOT_BASE/jobs-$DD_UID
  else
    DD_BASE=$HOME/.drydock/jobs
  fi
  # shellcheck disable=SC2153 # DD_ID is a parameter
  DD_JOB=$DD_BASE/$DD_ID
}

# Sets BOOT.
read_boot() {
  BOOT=
  read -r BOOT 2> /dev/null < "$DD_BOOT_FILE"
  [ -n "$BOOT" ] || BOOT=none
}

# Sets UPTIME, whole seconds. The wall clock of an old server may jump; this one does not.
read_uptime() {
  UPTIME=0
  read -r UPTIME rest 2> /dev/null < /proc/uptime
  UPTIME=${UPTIME%%.*}
  number "$UPTIME" || UPTIME=0
}

# Sets PID and START (its start time, field 22 of stat) of process $1, or START to nothing when it
# is gone or a zombie. The name in field 2 may hold anything, also ')' and line breaks: count from
# after the last ')'.
read_start() {
  START=
  stat=
  while IFS= read -r part || [ -n "$part" ]; do
    stat="$stat $part"
  done 2> /dev/null < "/proc/$1/stat"
  case $stat in
    *')'*) ;;
    *) return 0 ;;
  esac
  stat=${stat# }
  # shellcheck disable=SC2034 # for the wrapper
  PID=${stat%% *}
  # shellcheck disable=SC2086 # split into fields
  set -- ${stat##*)}
  [ $# -ge 20 ] || return 0
  case $1 in
    Z | X | x) return 0 ;;
  esac
  shift 19
  if number "$1"; then START=$1; fi
}

# Whether process $1 is the one that started at $2.
same() {
  number "$1" && number "$2" || return 1
  if ! [ -e /proc/1/stat ]; then
    # /proc is mounted with hidepid and shows a root job to root alone: only its number can be asked.
    case $(LC_ALL=C kill -0 "$1" 2>&1) in
      *ermitted*) return 0 ;;
    esac
  fi
  read_start "$1"
  [ "$START" = "$2" ]
}

# Sets SIZE, the length of the output so far. (wc -c reads the whole file in busybox.)
read_size() {
  SIZE=0
  # shellcheck disable=SC2046 # split into fields
  set -- $(LC_ALL=C ls -ln "$DD_JOB/out" 2> /dev/null)
  if number "${5-}"; then SIZE=$5; fi
}

# Sets STATE to done (with RC and LEN) if an exit code is recorded; damaged records are no record.
read_exit() {
  [ -f "$DD_JOB/exit" ] || return 1
  version='' RC='' LEN=''
  read -r version RC LEN rest 2> /dev/null < "$DD_JOB/exit"
  if [ "$version" = 1 ] && number "$RC" && number "$LEN" && [ "$RC" -le 255 ]; then
    STATE="done"
  else
    RC=0
    LEN=0
    STATE=lost
  fi
}

# Sets STATE to running, starting, rebooted, lost, or to unclear when there is nothing to judge by.
# Sets SCRIPT_PID, SCRIPT_START and GROUP where known.
read_identity() {
  STATE=unclear
  SCRIPT_PID='' SCRIPT_START='' GROUP=0
  if [ -f "$DD_JOB/id" ]; then
    version='' pid='' start='' boot=''
    read -r version pid start SCRIPT_PID SCRIPT_START GROUP boot rest 2> /dev/null < "$DD_JOB/id"
    number "$GROUP" || GROUP=0
    [ "$GROUP" = "$SCRIPT_PID" ] || GROUP=0
    if [ "$version" != 1 ] || [ -z "$boot" ]; then
      SCRIPT_PID='' SCRIPT_START='' GROUP=0
      STATE=lost
    elif [ "$boot" != "$BOOT" ]; then
      STATE=rebooted
    elif [ "$pid" = 1 ] || [ "$SCRIPT_PID" = 1 ]; then
      # init is nobody's job: a record that names it lies, and must neither look alive nor be stopped.
      SCRIPT_PID='' SCRIPT_START='' GROUP=0
      STATE=lost
    elif same "$pid" "$start" || same "$SCRIPT_PID" "$SCRIPT_START"; then
      # The script alone counts too: a second try must never run beside it.
      STATE=running
    else
      STATE=lost
    fi
  elif [ -f "$DD_JOB/by" ]; then
    version='' born='' boot='' starter='' since=''
    read -r version born boot starter since rest 2> /dev/null < "$DD_JOB/by"
    if [ "$version" = 1 ] && number "$born" && [ -n "$boot" ]; then
      read_uptime
      if [ "$boot" != "$BOOT" ]; then
        STATE=rebooted
      elif [ "$UPTIME" -gt $((born + DD_LEASE + 5)) ]; then
        STATE=lost
      else
        STATE=starting
        give_up_orphan
      fi
    fi
  fi
}

# Sets STATE to lost if the shell that was starting the job has been killed: then its time needs not
# be waited for. Its wrapper may be about to write `id` all the same, so both make that file by a
# link, which only one of them can; a second name of `by` is no identity, and stands for none.
give_up_orphan() {
  number "$starter" && number "$since" || return 0
  if ! same "$starter" "$since" && ln "$DD_JOB/by" "$DD_JOB/id" 2> /dev/null; then
    STATE=lost
    if [ "$DD_ROOT" = yes ]; then
      # It may not have been handed over yet, and who looks next may not be root.
      chmod 711 "$DD_JOB" && chmod 644 "$DD_JOB/by"
    fi
  fi
}

# Sets STATE to absent, starting, running, done, rebooted or lost; RC and LEN when done; else LEN to
# the length of the output so far.
look() {
  RC=0 LEN=0 SIZE=0
  if ! [ -d "$DD_JOB" ]; then
    STATE=absent
    return 0
  fi
  read_boot
  # The exit code is read again after the identity: the job may have ended between the two.
  if ! read_exit; then
    read_identity
    glances=0
    # Between its folder and its first file a start needs no more than a moment. But one that is
    # given up must not come to life after all: wait as long as it may.
    while [ "$STATE" = unclear ] && [ "$glances" -lt $((DD_LEASE + 5)) ]; do
      sleep 1
      glances=$((glances + 1))
      read_identity
    done
    [ "$STATE" != unclear ] || STATE=lost
    read_exit || :
  fi
  if [ "$STATE" = "done" ]; then
    SIZE=$LEN
  else
    read_size
    LEN=$SIZE
  fi
}

report() {
  frame "end $STATE $RC $LEN $SIZE"
}

# Old sleeps know whole seconds only.
nap() {
  sleep "$1" 2> /dev/null || sleep 1
}

# What every script about runs needs. The parameters (DD_...) are set above this text.
#
# DD_N1 DD_N2   the two halves of the nonce; never together in the text, so that a step that prints
#               the process list cannot print a frame
# DD_ROOT_BASE  where the runs that root walks are
# DD_BOOT_FILE  tells one boot of the server from another
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

# A run's id, as Drydock makes them; whatever else lies in the folder of runs is not ours.
is_run() {
  case $1 in
    *[!0-9a-f-]* | '' | -*) return 1 ;;
    ????????-??????-??????) ;;
    *) return 1 ;;
  esac
}

# Sets BOOT.
read_boot() {
  BOOT=
  read -r BOOT 2> /dev/null < "$DD_BOOT_FILE"
  [ -n "$BOOT" ] || BOOT=none
}

# Sets UPTIME, in hundredths of a second. The wall clock of an old server may jump; this one does not.
read_uptime() {
  UPTIME=0
  read -r UPTIME rest 2> /dev/null < /proc/uptime
  UPTIME=${UPTIME%%.*}${UPTIME#*.}
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
  # shellcheck disable=SC2034 # for the walk
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

# Whether process $1 is the one that started at $2. Process 1 is nobody's: a record that names it
# lies, and must neither look alive nor be stopped.
same() {
  number "$1" && number "$2" && [ "$1" -gt 1 ] || return 1
  if ! [ -e /proc/1/stat ]; then
    # /proc is mounted with hidepid and shows root's processes to root alone: only the number can be
    # asked.
    case $(LC_ALL=C kill -0 "$1" 2>&1) in
      *ermitted*) return 0 ;;
    esac
  fi
  read_start "$1"
  [ "$START" = "$2" ]
}

# Whether $1 is a file that can be read without waiting: a pipe or a link that somebody laid there
# must not hang or lead root.
plain() {
  [ -f "$1" ] && ! [ -L "$1" ]
}

# Whether the job in folder $1 is not over: its script or what records its end is alive, by the
# identity on record. Sets SCRIPT, SCRIPT_START and GROUP.
lives() {
  SCRIPT='' SCRIPT_START='' GROUP=0
  plain "$1/id" && ! [ -e "$1/exit" ] || return 1
  version='' wrapper='' since='' boot=''
  read -r version wrapper since SCRIPT SCRIPT_START GROUP boot rest 2> /dev/null < "$1/id"
  number "$GROUP" && [ "$GROUP" = "$SCRIPT" ] || GROUP=0
  if [ "$version" != 1 ] || [ "$boot" != "$BOOT" ]; then return 1; fi
  # The script alone counts too: a second try must never run beside it.
  same "$wrapper" "$since" || same "$SCRIPT" "$SCRIPT_START"
}

# Sets LIVING to the first job folder below $1 that lives, or to nothing.
find_living() {
  LIVING=
  set +f
  for job in "$1"/*/id; do
    set -f
    if lives "${job%/id}"; then
      LIVING=${job%/id}
      break
    fi
  done
  set -f
}

# A job below $1 that a dead runner was about to begin must not come to life beside the next: both
# make its identity by a link, which only one of them can. (A second name of `void` is none.)
give_up_unborn() {
  set +f
  for job in "$1"/*/out; do
    set -f
    job=${job%/out}
    if [ -d "$job" ] && ! [ -e "$job/id" ] && { printf 'void\n' > "$job/void"; } 2> /dev/null; then
      ln "$job/void" "$job/id" 2> /dev/null
    fi
  done
  set -f
}

# Who walks in folder $1 (…/drydock): sets HOLDER to the run, or to nothing; HOLDER_PID to the
# runner, or to nothing when only a job of it is still alive; GENERATION to the newest lease's
# number. The lease is the file lease.N with the highest N; it is made as a hard link, which fails
# where there is one: of two who want to be the next, one is.
read_holder() {
  HOLDER='' HOLDER_PID='' GENERATION=0
  set +f
  for entry in "$1"/lease.*; do
    entry=${entry##*/lease.}
    if number "$entry" && [ "$entry" -gt "$GENERATION" ]; then GENERATION=$entry; fi
  done
  set -f
  if [ "$GENERATION" -eq 0 ] || ! plain "$1/lease.$GENERATION"; then return 0; fi
  version='' pid='' since='' boot='' run=''
  read -r version pid since boot run rest 2> /dev/null < "$1/lease.$GENERATION"
  [ "$version" = 1 ] && is_run "$run" || return 0
  if [ "$boot" = "$BOOT" ] && same "$pid" "$since"; then
    HOLDER=$run HOLDER_PID=$pid
  else
    # Its runner is dead. What that one had begun may live.
    give_up_unborn "$1/runs/$run/jobs"
    find_living "$1/runs/$run/jobs"
    [ -z "$LIVING" ] || HOLDER=$run
  fi
}

# Sets SIZE, the length of file $1. (wc -c reads the whole file in busybox.)
read_size() {
  SIZE=0
  # shellcheck disable=SC2046 # split into fields
  set -- $(LC_ALL=C ls -ln "$1" 2> /dev/null)
  if number "${5-}"; then SIZE=$5; fi
}

# Sets WALKS, how often a runner has begun to walk, and LAST, the last thing it noted, of events $1.
read_walks() {
  WALKS=0 LAST=
  while read -r version _ kind _ walk rest; do
    if [ "$version" = 1 ]; then
      LAST=$kind
      if [ "$kind" = begun ] && number "$walk"; then WALKS=$walk; fi
    fi
  done 2> /dev/null < "$1"
}

# Old sleeps know whole seconds only.
nap() {
  sleep "$1" 2> /dev/null || sleep 1
}

# Sets OLD to a job of an earlier Drydock that is still alive, or to nothing. Those were started one
# by one by a desktop, and lie beside the runs.
find_old() {
  OLD=
  for jobs in "$HOME/.drydock/jobs" "$DD_ROOT_BASE/jobs-$(id -u "$DD_LOGIN")"; do
    find_living "$jobs"
    if [ -n "$LIVING" ]; then OLD=${LIVING##*/}; fi
  done
}

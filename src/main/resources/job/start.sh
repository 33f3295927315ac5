# Starts a job once. Making its folder is the claim: who finds it there runs nothing.
#
# DD_SCRIPT   the job's script; for a root job it comes on standard input
# DD_LENGTH   length of that, in bytes
# DD_WRAPPER  what runs it and records its end
# DD_WAIT     for how many looks a short job is waited for, so that its output comes at once
# DD_INLINE   the most bytes of output that come with the answer

mask=$(umask)
umask 077
place
read_boot
read_uptime
born=$UPTIME
# Of this shell itself, which may be a subshell.
read_start self
starter="$PID $START"

# A real folder of ours that nobody else can write to.
ours() {
  [ -d "$1" ] && [ ! -L "$1" ] || return 1
  # shellcheck disable=SC2046 # split into fields
  set -- $(LC_ALL=C ls -ldn "$1")
  [ "${3-}" = "$DD_ME" ] || return 1
  case $1 in
    d????w* | d???????w*) return 1 ;;
  esac
}

# A folder of root's: made if missing, and never one that somebody else prepared.
own() {
  if ! [ -d "$1" ] && ! error=$(LC_ALL=C mkdir -p "$1" 2>&1) && ! [ -e "$1" ] && ! [ -L "$1" ]; then
    # Nobody put anything there: a full disk, most likely.
    fail "folder $error"
  fi
  ours "$1" || fail "unsafe $1"
  chmod "$2" "$1" || fail "folder $1"
}

undo() {
  rm -rf "${DD_JOB:?}"
  fail "$@"
}

if [ "$DD_ROOT" = yes ]; then
  own "$DD_ROOT_BASE" 711
  # Its names can be listed, so that a person finds the jobs again; what is in them cannot be read.
  own "$DD_BASE" 755
elif ! [ -d "$DD_BASE" ]; then
  error=$(LC_ALL=C mkdir -p "$DD_BASE" 2>&1) || fail "folder $error"
fi

if ! error=$(LC_ALL=C mkdir "$DD_JOB" 2>&1); then
  [ -d "$DD_JOB" ] || fail "folder $error"
  look
  report
  exit 0
fi

# Space for the two records is taken now: the job itself may fill the disk.
{
  printf '' > "$DD_JOB/out" &&
    printf '1 %s %s %s\n' "$born" "$BOOT" "$starter" > "$DD_JOB/by" &&
    printf '%-199s\n' - > "$DD_JOB/id.tmp" &&
    printf '%-199s\n' - > "$DD_JOB/exit.tmp" &&
    printf '%s' "$DD_WRAPPER" > "$DD_JOB/wrapper"
} 2> /dev/null || undo space

if [ "$DD_ROOT" = yes ]; then
  error=$(LC_ALL=C cat 2>&1 > "$DD_JOB/script") || undo "write $error"
  # A link that broke meanwhile looks like the end of the script: never run half of one.
  # shellcheck disable=SC2046 # split into fields
  set -- $(LC_ALL=C ls -ln "$DD_JOB/script")
  [ "${5-}" = "$DD_LENGTH" ] || undo "write only ${5:-0} of $DD_LENGTH bytes of the script arrived"
  # The person may read the output; only root may write here.
  { chmod 711 "$DD_JOB" && chmod 644 "$DD_JOB/by" "$DD_JOB/id.tmp" "$DD_JOB/exit.tmp"; } ||
    undo folder
  if [ "$DD_UID" != "$DD_ME" ]; then
    { chown "$DD_UID" "$DD_JOB/out" && chmod 400 "$DD_JOB/out"; } || undo folder
  fi
else
  printf '%s' "$DD_SCRIPT" 2> /dev/null > "$DD_JOB/script" || undo space
fi

# A session of its own outlives the login; without setsid, nohup at least outlives the hang-up.
if command -v setsid > /dev/null 2>&1; then
  session=setsid
elif busybox setsid true > /dev/null 2>&1; then
  session='busybox setsid'
else
  session=
fi

# Descriptor 3 stays open until the wrapper has written `id` or died: no waiting by guess. The rest
# is closed, or the channel would stay open as long as the job runs.
# shellcheck disable=SC2086 # "busybox setsid" is two words
answer=$(
  ${session:-nohup} sh "$DD_JOB/wrapper" "$DD_JOB" "$DD_BOOT_FILE" "$born" "$DD_LEASE" "$mask" \
    $session 3>&1 < /dev/null > /dev/null 2>&1 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
)
if ! [ -f "$DD_JOB/id" ]; then
  undo "begin ${answer:-the shell that should run it ended at once}"
fi

tries=0
while [ "$tries" -lt "$DD_WAIT" ] && ! [ -f "$DD_JOB/exit" ]; do
  # A sleep that knows only whole seconds is too coarse for this.
  sleep 0.05 2> /dev/null || break
  tries=$((tries + 1))
done
look
if [ "$DD_WAIT" -gt 0 ] && [ "$STATE" = "done" ] && [ "$LEN" -le "$DD_INLINE" ]; then
  frame open
  if [ "$LEN" -gt 0 ]; then head -c "$LEN" "$DD_JOB/out"; fi
fi
report

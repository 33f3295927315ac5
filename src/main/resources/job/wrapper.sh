# Runs a job's script and records its end. Outlives the login that started it.
# Arguments: folder, boot file, uptime at the start, lease, umask, then the command that makes a
# new session (none, one or two words).

DD_JOB=$1
# shellcheck disable=SC2034 # for read_boot
DD_BOOT_FILE=$2
born=$3
lease=$4
mask=$5
shift 5

told=
signalled=
trap 'told=yes signalled=yes' HUP INT TERM

read_boot
read_start $$
own=$START

# The script gets a session of its own, so that Stop reaches it and all it started, and not us.
# It begins only after its identity is on disk, and not when a start took so long that it was
# given up for lost.
(
  read_start self
  read_uptime
  if [ "$((UPTIME - born))" -gt "$lease" ]; then
    echo 'the server was too slow to start it in time' >&3
    exit 1
  fi
  group=0
  [ $# -eq 0 ] || group=$PID
  {
    printf '%-199s\n' "1 $$ $own $PID $START $group $BOOT" 1<> "$DD_JOB/id.tmp" &&
      # Not a rename: it may have been given up meanwhile, and a link takes no other's place. But
      # there are file systems without links.
      if ! ln "$DD_JOB/id.tmp" "$DD_JOB/id"; then
        ! [ -e "$DD_JOB/id" ] && mv "$DD_JOB/id.tmp" "$DD_JOB/id"
      fi
  } 2> /dev/null || {
    echo 'its identity could not be written' >&3
    exit 1
  }
  exec 3>&-
  trap - HUP INT TERM
  umask "$mask"
  cd "${HOME:-/}" || cd /
  exec "$@" sh "$DD_JOB/script" < /dev/null >> "$DD_JOB/out" 2>&1
) &
script=$!
exec 3>&-

while :; do
  signalled=
  wait "$script"
  rc=$?
  # A signal to us ends `wait` early.
  if [ -z "$signalled" ] || ! kill -0 "$script" 2> /dev/null; then break; fi
done

# Only if it was this one that began.
version='' pid='' since=''
read -r version pid since rest 2> /dev/null < "$DD_JOB/id"
[ "$version $pid $since" = "1 $$ $own" ] || exit 1

# When the server shuts down, everything gets a TERM: that is no result of the script. A stop that
# a person asked for left its mark.
if [ "$rc" -gt 128 ] && ! [ -f "$DD_JOB/stop" ]; then
  if [ "$rc" -eq 143 ]; then sleep 1; fi
  if [ -n "$told" ]; then exit 1; fi
fi

read_size
# Written over the reserved bytes, then renamed: either the whole record is there or none.
printf '%-199s\n' "1 $rc $SIZE" 1<> "$DD_JOB/exit.tmp" && mv "$DD_JOB/exit.tmp" "$DD_JOB/exit"

# Nobody waits for this: that a power cut may come soon after and take neither record nor output.
sync 2> /dev/null

# Lays a run down, once, and starts its runner, once for each walk that was asked for. `lay`, which
# writes the run's files into the folder it is in, stands above.
#
# DD_ID      the run
# DD_ROOT    yes: root walks it, and it lies in root's folder
# DD_LOGIN   the person's login
# DD_DIGEST  of the plan that was approved
# DD_WALK    number of the walk that is wanted: who asks again gets no second one
# DD_HOW     person; DD_NOW  the desktop's clock
# DD_AFTER   yes: the server goes on by itself after a restart; no; or nothing: as it was
# DD_LAY     yes: lay the run down if it is not there

ME=$(id -u)
read_boot
if [ "$DD_ROOT" = yes ]; then
  BASE=$DD_ROOT_BASE
  # The name is tried before the shell may take it for more than a name.
  id -u "$DD_LOGIN" > /dev/null 2>&1 || fail "login $DD_LOGIN"
  eval "HOME=~$DD_LOGIN"
else
  DD_LOGIN=$(id -un)
  BASE=$HOME/.drydock
fi
RUN=$BASE/runs/$DD_ID

# A folder that nobody else can write to: made if missing, and never one that somebody prepared.
own() {
  if ! [ -d "$1" ] && ! error=$(LC_ALL=C mkdir -p "$1" 2>&1) && ! [ -e "$1" ] && ! [ -L "$1" ]; then
    # Nobody put anything there: a full disk, most likely.
    fail "folder $error"
  fi
  if ! [ -d "$1" ] || [ -L "$1" ]; then fail "unsafe $1"; fi
  # shellcheck disable=SC2046 # split into fields
  set -- "$1" "$2" $(LC_ALL=C ls -ldn "$1")
  [ "${5-}" = "$ME" ] || fail "unsafe $1"
  case $3 in
    d????w* | d???????w*) [ "$DD_ROOT" = no ] || fail "unsafe $1" ;;
  esac
  chmod "$2" "$1" || fail "folder $1"
}

# The person may read all of it, other people nothing; only the runner's account writes here, but
# for the wishes.
lay_down() {
  new=$BASE/runs/.new.$$
  rm -rf "$new"
  umask 027
  {
    mkdir "$new" && cd "$new" && mkdir jobs steps wishes && lay &&
      printf '%s\n' "$DD_LOGIN" "$(id -g "$DD_LOGIN")" "$HOME" > who &&
      printf '%s\n' "$DD_DIGEST" > digest && printf '' > events &&
      printf '%16383s\n' '' > spare
  } 2> /dev/null || {
    cd / && rm -rf "$new"
    fail space
  }
  if [ "$ME" = 0 ]; then
    { chgrp -R "$(id -g "$DD_LOGIN")" . && chown "$DD_LOGIN" wishes && chmod 700 wishes; } ||
      fail "folder $new"
  fi
  cd / || exit 1
  sync 2> /dev/null
  # It gets its name when it is whole.
  mv "$new" "$RUN" || fail "folder $RUN"
  # Another start of the very same run was faster.
  rm -rf "${RUN:?}/.new.$$"
}

if [ "$DD_ROOT" = yes ]; then
  own "$BASE" 755
  own "$BASE/runs" 755
else
  own "$BASE" 700
  own "$BASE/runs" 700
fi

if [ -d "$RUN" ]; then
  digest=
  read -r digest < "$RUN/digest"
  if [ "$digest" != "$DD_DIGEST" ]; then
    frame differs
    exit 0
  fi
elif [ "$DD_LAY" != yes ]; then
  frame absent
  exit 0
fi

# A runner that is just ending is not one that would hear a decision.
naps=0
while :; do
  read_walks "$RUN/events"
  if [ "$WALKS" -ge "$DD_WALK" ]; then
    frame known
    exit 0
  fi
  read_holder "$BASE"
  if [ "$HOLDER" != "$DD_ID" ] || [ -z "$HOLDER_PID" ]; then break; fi
  if [ "$naps" -ge 100 ] || { [ "$LAST" != ended ] && [ "$naps" -ge 20 ]; }; then
    frame "busy $DD_ID"
    exit 0
  fi
  nap 0.1
  naps=$((naps + 1))
done
if [ -n "$HOLDER" ] && [ "$HOLDER" != "$DD_ID" ]; then
  frame "busy $HOLDER"
  exit 0
fi
find_old
if [ -n "$OLD" ]; then
  frame "old $OLD"
  exit 0
fi
[ -d "$RUN" ] || lay_down
case $DD_AFTER in
  yes) printf '' > "$RUN/after-reboot" ;;
  no) rm -f "$RUN/after-reboot" ;;
esac

# A session of its own outlives the login; without setsid, nohup at least outlives the hang-up.
if command -v setsid > /dev/null 2>&1; then
  session=setsid
elif busybox setsid true > /dev/null 2>&1; then
  session='busybox setsid'
else
  session='nohup'
fi
# Under sudo and su much of the environment is the login's.
if [ "$ME" = 0 ]; then
  home=~root
  session="env -i HOME=$home USER=root LOGNAME=root LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin $session"
fi
# Descriptor 3 stays open until the runner has said what it does or died: no waiting by guess. The
# rest is closed, or the channel would stay open as long as it walks.
# shellcheck disable=SC2086 # several words
answer=$(
  $session sh "$RUN/walk" run "$RUN" "$DD_HOW" "$DD_NOW" \
    3>&1 < /dev/null > /dev/null 2>&1 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
)
case $answer in
  begun | 'busy '*) frame "$answer" ;;
  space) fail space ;;
  *) fail "begin ${answer:-the shell that should walk ended at once}" ;;
esac

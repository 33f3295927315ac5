# title: Set the clock
# why: A server with a dead battery wakes up in the past, and then refuses every signed package list as "not valid yet".
# root: yes
# minutes: 0.1
# disk: 0
# memory: 0
# undo: Set the clock by hand with: date -s "2001-02-03 04:05"
# relogin: no

# Seconds between this clock and the desktop's, without a sign.
clock_off() {
  clock_off=$(($(date +%s) - DRYDOCK_NOW))
  clock_off=${clock_off#-}
}

check() {
  clock_off
  [ "$clock_off" -gt 60 ] || return 0
  # A clock that a time server holds is not ours to touch: then the desktop's is the wrong one.
  if have timedatectl; then
    case $(briefly timedatectl 2>/dev/null) in
      *'synchronized: yes'*) return 0 ;;
    esac
  fi
  return 1
}

apply() {
  say "The clock is off by $clock_off seconds; setting it to the desktop's time."
  run date -u -s "@$DRYDOCK_NOW"
  # So that it survives a restart, where there is a hardware clock and a program for it.
  if have hwclock; then
    run hwclock --systohc --utc || say "The hardware clock could not be set; going on without."
  fi
}

verify() {
  clock_off
  [ "$clock_off" -le 60 ] || fail "The clock is still off by $clock_off seconds after setting it." \
    "Something on the server seems to set it back. Look for a wrong time server, then try again."
  run date
}

# title: Start Docker, now and at boot
# why: Containers are run by a daemon in the background; it must be running and come back after a restart.
# root: yes
# minutes: 0.5
# disk: 20
# memory: 128
# undo: systemctl disable --now docker docker.socket (without systemd: service docker stop; update-rc.d docker disable)
# relogin: no

engine_runs() {
  if [ "$INIT" = systemd ]; then
    systemctl -q is-active docker 2>/dev/null
  else
    engine_pid=
    if [ -f /var/run/docker.pid ]; then
      read -r engine_pid </var/run/docker.pid || :
    fi
    [ -n "$engine_pid" ] && [ -d "/proc/$engine_pid" ]
  fi
}

engine_enabled() {
  if [ "$INIT" = systemd ]; then
    systemctl -q is-enabled docker 2>/dev/null
  elif [ "$INIT" = upstart ]; then
    [ -f /etc/init/docker.conf ] || [ -f /etc/init/docker.io.conf ]
  else
    for engine_link in /etc/rc2.d/S*docker*; do
      [ -e "$engine_link" ] && return 0
    done
    return 1
  fi
}

check() {
  have dockerd || return 1
  [ -S /var/run/docker.sock ] || return 1
  engine_runs || return 1
  engine_enabled || return 1
}

engine_log() {
  if [ "$INIT" = systemd ]; then
    run journalctl -u docker --no-pager -n 20 || :
  elif [ -f /var/log/docker.log ]; then
    run tail -n 20 /var/log/docker.log || :
  fi
}

apply() {
  have dockerd || fail "Docker's daemon is not installed here." \
    "Run the step \"Install Docker\" first."
  if [ "$INIT" = systemd ]; then
    run systemctl enable docker
    # A daemon that failed too often is left alone by systemd until this.
    systemctl reset-failed docker 2>/dev/null || :
    run systemctl start docker || engine_start_failed
  else
    if have update-rc.d; then
      run update-rc.d docker defaults
    fi
    engine_runs || run service docker start || engine_start_failed
  fi
}

engine_start_failed() {
  engine_log
  fail "Docker's daemon did not start; its own words are above." \
    "Often a kernel module is missing after an update: restart the server, then try again."
}

verify() {
  engine_tries=0
  show docker version
  until engine_answer=$(briefly docker version 2>&1); do
    engine_tries=$((engine_tries + 1))
    if [ "$engine_tries" -ge 20 ]; then
      printf '%s\n' "$engine_answer"
      engine_start_failed
    fi
    sleep 3
  done
  printf '%s\n' "$engine_answer"
}

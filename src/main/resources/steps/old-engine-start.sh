# title: Start Docker, now and at boot
# why: The daemon runs as root and obeys the whole group docker: whoever is in it can become root, and 0.6.1 has known holes that nobody mends, so do this only on a machine for experiments.
# root: yes
# minutes: 0.3
# disk: 1
# memory: 64
# undo: systemctl disable --now docker; rm /etc/systemd/system/docker.service (Upstart: stop docker; rm /etc/init/docker.conf. Else: service docker stop; update-rc.d docker remove; rm /etc/init.d/docker)
# relogin: no
# uses: old-engine

# shellcheck disable=SC2154  # the prelude's functions answer in variables

# service_file and service_text: where this server wants to read of a service, and what.
service_file() {
  case $INIT in
    systemd) service_file=/etc/systemd/system/docker.service ;;
    upstart) service_file=/etc/init/docker.conf ;;
    *) service_file=/etc/init.d/docker ;;
  esac
}

service_text() {
  case $INIT in
    systemd) service_unit ;;
    upstart) service_upstart ;;
    *) service_script ;;
  esac
}

service_unit() {
  cat <<'END_OF_UNIT'
# Written by Drydock
[Unit]
Description=Docker 0.6.1, built from source
After=network.target local-fs.target apparmor.service

[Service]
# Containers reach the network through this server.
ExecStartPre=/bin/sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
ExecStart=/usr/local/bin/docker -d
Restart=on-failure
RestartSec=5
# Containers outlive the daemon.
KillMode=process

[Install]
WantedBy=multi-user.target
END_OF_UNIT
}

service_upstart() {
  cat <<'END_OF_JOB'
# Written by Drydock
description "Docker 0.6.1, built from source"
start on (local-filesystems and net-device-up IFACE!=lo) or runlevel [2345]
stop on runlevel [!2345]
respawn
pre-start script
  # Containers reach the network through this server.
  echo 1 >/proc/sys/net/ipv4/ip_forward
end script
exec /usr/local/bin/docker -d
END_OF_JOB
}

service_script() {
  cat <<'END_OF_SCRIPT'
#!/bin/sh
# Written by Drydock
### BEGIN INIT INFO
# Provides:          docker
# Required-Start:    $local_fs $network $remote_fs
# Required-Stop:     $local_fs $network $remote_fs
# Should-Start:      cgroupfs-mount cgroup-lite apparmor
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: Docker 0.6.1, built from source
### END INIT INFO
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
case $1 in
  start)
    # Containers reach the network through this server.
    echo 1 >/proc/sys/net/ipv4/ip_forward
    touch /var/log/docker.log
    chmod 0640 /var/log/docker.log
    start-stop-daemon --start --background --oknodo --exec /usr/local/bin/docker --pidfile /var/run/docker.pid \
      --startas /bin/sh -- -c 'exec /usr/local/bin/docker -d >>/var/log/docker.log 2>&1'
    ;;
  stop)
    start-stop-daemon --stop --oknodo --retry 10 --exec /usr/local/bin/docker --pidfile /var/run/docker.pid
    ;;
  restart | force-reload)
    "$0" stop
    "$0" start
    ;;
  status)
    start-stop-daemon --status --exec /usr/local/bin/docker --pidfile /var/run/docker.pid
    ;;
  *)
    echo "Usage: $0 start|stop|restart|status" >&2
    exit 2
    ;;
esac
END_OF_SCRIPT
}

service_enabled() {
  case $INIT in
    systemd) systemctl -q is-enabled docker 2>/dev/null ;;
    upstart) ;;
    *)
      for service_link in /etc/rc2.d/S*docker; do
        [ -e "$service_link" ] && return 0
      done
      return 1
      ;;
  esac
}

# service_runs: with the program that is installed now, not one from before.
service_runs() {
  service_pid=
  if [ -f /var/run/docker.pid ]; then
    # The file has no newline at its end.
    read -r service_pid </var/run/docker.pid || :
  fi
  [ -n "$service_pid" ] && [ -d "/proc/$service_pid" ] && [ -S /var/run/docker.sock ] || return 1
  [ -n "$(find /var/run/docker.pid -newer "$OLD_ENGINE" 2>/dev/null)" ]
}

# service_open: whether the group docker may talk to it. The daemon looks for the group at its start.
service_open() {
  getent group docker >/dev/null || return 0
  # shellcheck disable=SC2012  # one file, whose name is known
  service_socket=$(ls -ld /var/run/docker.sock 2>/dev/null) || return 1
  case $service_socket in
    s????w*' docker '*) ;;
    *) return 1 ;;
  esac
}

check() {
  [ -x "$OLD_ENGINE" ] || return 1
  service_file
  [ -f "$service_file" ] && [ "$(cat "$service_file")" = "$(service_text)" ] || return 1
  service_enabled && service_runs && service_open
}

apply() {
  [ -x "$OLD_ENGINE" ] || fail "Docker is not installed here." \
    "Run the step \"Install Docker\" first."
  service_file
  show tee "$service_file"
  service_text | tee "$service_file.new"
  [ "$INIT" = systemd ] || [ "$INIT" = upstart ] || chmod 0755 "$service_file.new"
  mv -f "$service_file.new" "$service_file"
  case $INIT in
    systemd)
      run systemctl daemon-reload
      run systemctl enable docker
      systemctl reset-failed docker 2>/dev/null || :
      run systemctl restart docker || service_failed
      ;;
    upstart)
      run initctl reload-configuration
      run stop docker || :
      run start docker || service_failed
      ;;
    *)
      if have update-rc.d; then
        run update-rc.d docker defaults
      else
        say "There is no update-rc.d here: arrange yourself that $service_file runs at boot."
      fi
      run "$service_file" stop || :
      run "$service_file" start || service_failed
      ;;
  esac
}

service_failed() {
  old_log
  fail "Docker's daemon did not start; its own words are above." \
    "If it speaks of iptables or of a bridge, a module of the kernel is missing: restart the server" \
    "when its kernel has been updated, then try again."
}

verify() {
  service_tries=0
  show docker version
  until service_answer=$(briefly "$OLD_ENGINE" version 2>&1) && service_told; do
    service_tries=$((service_tries + 1))
    if [ "$service_tries" -ge 20 ]; then
      printf '%s\n' "$service_answer"
      service_failed
    fi
    sleep 3
  done
  printf '%s\n' "$service_answer"
  check || fail "Docker answers, but would not come back after a restart as it should." \
    "Look at $service_file and at: ls -l /var/run/docker.sock"
}

service_told() {
  case $service_answer in
    *'Server version: 0.6.1'*go1.1.2*) ;;
    *) return 1 ;;
  esac
}

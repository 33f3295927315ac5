# title: Install Docker
# why: The daemon runs as root, so its program must lie where only root can change it.
# root: yes
# minutes: 0.1
# disk: 10
# memory: 16
# undo: rm /usr/local/bin/docker
# relogin: no
# uses: go old-engine

# shellcheck disable=SC2154  # the prelude's functions answer in variables

check() {
  [ -x "$GO_PATH/bin/docker" ] && [ -x "$OLD_ENGINE" ] || return 1
  cmp -s "$GO_PATH/bin/docker" "$OLD_ENGINE"
}

# Two Dockers would fight for one socket and one folder of images.
other_engine() {
  for other_program in /usr/bin/dockerd /usr/sbin/dockerd /usr/local/bin/dockerd /usr/bin/docker; do
    [ ! -e "$other_program" ] ||
      fail "Another Docker is installed on this server: $other_program." \
        "The two cannot live side by side. Keep that one (it is newer and safer), or remove it first" \
        "with its images: apt-get purge docker.io; rm -r /var/lib/docker"
  done
  for other_folder in /var/lib/docker/image /var/lib/docker/overlay2 /var/lib/docker/buildkit; do
    [ ! -e "$other_folder" ] ||
      fail "/var/lib/docker holds the images of a newer Docker, which 0.6.1 cannot read." \
        "Move them away first: mv /var/lib/docker /var/lib/docker.newer"
  done
}

apply() {
  [ -x "$GO_PATH/bin/docker" ] || fail "Docker has not been built yet." \
    "Run the step \"Build Docker\" first."
  other_engine
  need_disk /usr/local 10 "Docker's program"
  run mkdir -p "${OLD_ENGINE%/*}"
  run cp "$GO_PATH/bin/docker" "$OLD_ENGINE.new"
  run chown root:root "$OLD_ENGINE.new"
  run chmod 0755 "$OLD_ENGINE.new"
  # A running daemon keeps the old one until it is started anew.
  run mv -f "$OLD_ENGINE.new" "$OLD_ENGINE"
}

verify() {
  run "$OLD_ENGINE" -v
  check || fail "$OLD_ENGINE is not what was built." "Is the disk full? Look at: df -h /usr/local"
}

# title: Install Docker
# why: The distribution's own package docker.io holds Docker built for this kind of processor, so nothing has to be compiled.
# root: yes
# minutes: 2
# disk: 450
# memory: 256
# undo: apt-get purge docker.io, then apt-get autoremove
# relogin: no

# shellcheck disable=SC2154  # the prelude's functions answer in variables

check() {
  engine_packages
  # shellcheck disable=SC2086  # a list of words
  installed $engine_packages || return 1
}

apply() {
  need_disk /var/cache/apt 120 "fetching the packages"
  need_disk /usr 400 "installing Docker"
  # shellcheck disable=SC2086  # a list of words
  install_packages $engine_packages ||
    fail "Docker could not be installed (see apt's lines above)." \
      "If files could not be fetched: see that the server reaches its package mirror." \
      "If packages would have to be removed: another Docker is installed; remove it by hand" \
      "first. Then try again."
}

verify() {
  # shellcheck disable=SC2086  # a list of words
  installed $engine_packages || fail "apt ended well, but a package is still missing." \
    "Look at: dpkg -l docker.io apparmor iptables debootstrap"
  run docker --version
}

# title: Install what containers need
# why: Docker 0.6.1 makes no containers itself: LXC does, with a bridge and iptables for their network.
# root: yes
# minutes: 2
# disk: 60
# memory: 128
# undo: apt-get purge lxc bridge-utils, then apt-get autoremove
# relogin: no
# uses: layers

# shellcheck disable=SC2154  # the prelude's functions answer in variables

# container_packages: sets $container_packages to what belongs to this release.
container_packages() {
  container_packages='lxc bridge-utils iptables xz-utils procps'
  # LXC confines containers with AppArmor where the kernel has it, and fails if its rules are missing.
  if [ -d /sys/module/apparmor ]; then
    container_packages="$container_packages apparmor"
  fi
  if [ "$DISTRIBUTION" = ubuntu ]; then
    # The release of 2013 keeps AUFS in a package of its own, which must fit the running kernel.
    if ! kernel_has aufs && ! kernel_has overlay; then
      container_packages="$container_packages linux-image-extra-$(uname -r)"
    fi
    [ "$INIT" = systemd ] || container_packages="$container_packages cgroup-lite"
  elif [ "$INIT" != systemd ]; then
    container_packages="$container_packages cgroupfs-mount"
  fi
}

check() {
  container_packages
  # shellcheck disable=SC2086  # a list of words
  installed $container_packages || return 1
}

apply() {
  need_disk /var/cache/apt 40 "fetching the packages"
  need_disk /usr 60 "installing them"
  container_packages
  # shellcheck disable=SC2086  # a list of words
  install_packages $container_packages ||
    fail "What containers need could not be installed (see apt's lines above)." \
      "If files could not be fetched: see that the server reaches its package mirror." \
      "If a package linux-image-extra is not found: the running kernel is not the release's" \
      "last one; restart the server with that, then try again."
}

verify() {
  # shellcheck disable=SC2086  # a list of words
  installed $container_packages || fail "apt ended well, but a package is still missing." \
    "Look at: dpkg -l $container_packages"
  if have lxc-version; then
    run lxc-version
  else
    run lxc-info --version
  fi
  run iptables --version
  kernel_has aufs || kernel_has overlay ||
    fail "The kernel $(uname -r) has neither AUFS nor overlayfs, which images are made of." \
      "Install the distribution's own kernel, restart the server, then go on."
}

# title: Install the build tools
# why: Go is built from source with a C compiler, and patches are applied with git.
# root: yes
# minutes: 4
# disk: 350
# memory: 128
# undo: apt-get purge build-essential git xz-utils debootstrap, then apt-get autoremove
# relogin: no

# shellcheck disable=SC2154  # the prelude's functions answer in variables

tool_packages() {
  tool_packages="build-essential git xz-utils ca-certificates debootstrap"
  [ "$BASE_TOOL" = debootstrap ] || tool_packages="$tool_packages $BASE_TOOL"
}

check() {
  tool_packages
  # shellcheck disable=SC2086  # a list of words
  installed $tool_packages || return 1
}

tools_install() {
  # --no-remove: nothing that is there is thrown out unasked.
  # shellcheck disable=SC2086  # a list of words
  run env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a \
    apt-get -y --no-install-recommends --no-remove \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    -o DPkg::Lock::Timeout=600 \
    install $tool_packages
}

apply() {
  need_disk /var/cache/apt 100 "fetching the packages"
  need_disk /usr 300 "installing the build tools"
  wait_for_apt
  finish_packages
  if ! tools_install; then
    say "That did not work; the list of packages is fetched anew for a second try."
    rm -f "$STATE_DIR/apt-index"
    wait_for_apt
    run apt-get clean
    run apt-get update || :
    tools_install ||
      fail "The build tools could not be installed (see apt's lines above)." \
        "If files could not be fetched: see that the server reaches its package mirror." \
        "Then try again."
  fi
}

verify() {
  # shellcheck disable=SC2086  # a list of words
  installed $tool_packages || fail "apt ended well, but a package is still missing." \
    "Look at: dpkg -l build-essential git xz-utils debootstrap"
  run gcc --version
  run git --version
}

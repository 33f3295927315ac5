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

apply() {
  need_disk /var/cache/apt 100 "fetching the packages"
  need_disk /usr 300 "installing the build tools"
  # shellcheck disable=SC2086  # a list of words
  install_packages $tool_packages ||
    fail "The build tools could not be installed (see apt's lines above)." \
      "If files could not be fetched: see that the server reaches its package mirror." \
      "Then try again."
}

verify() {
  # shellcheck disable=SC2086  # a list of words
  installed $tool_packages || fail "apt ended well, but a package is still missing." \
    "Look at: dpkg -l build-essential git xz-utils debootstrap"
  run gcc --version
  run git --version
}

# title: Refresh the list of packages
# why: The server can only install what its list of available packages names, and an old list points at files that are gone.
# root: yes
# minutes: 1
# bound: network
# disk: 100
# memory: 128
# undo: Nothing to undo: it is the list that apt refreshes anyway.
# relogin: no

# shellcheck disable=SC2154  # the prelude's functions answer in variables

# Whether the list knows what this route installs first.
index_usable() {
  case $(LC_ALL=C apt-cache policy "$INDEX_PACKAGE" 2>/dev/null) in
    *'Candidate: (none)'*) return 1 ;;
    *'Candidate: '*) return 0 ;;
    *) return 1 ;;
  esac
}

check() {
  if [ "$INDEX_PACKAGE" = docker.io ]; then
    engine_packages
    # shellcheck disable=SC2086  # a list of words
    if installed $engine_packages; then
      return 0
    fi
  fi
  # A day is how old a list may be: packages are replaced on mirrors, seldom the same day.
  [ -n "$(find "$STATE_DIR/apt-index" -mtime -1 2>/dev/null)" ] || return 1
  index_usable
}

apply() {
  need_disk /var/lib/apt 60 "the list of packages"
  wait_for_apt
  finish_packages
  mkdir -p "$STATE_DIR"
  rm -f "$STATE_DIR/apt-index"
  if [ -e "$STATE_DIR/apt-index.begun" ]; then
    say "An earlier try was interrupted; what it fetched cannot be trusted and is fetched anew."
    find /var/lib/apt/lists -type f ! -name lock -exec rm -f {} +
  fi
  : >"$STATE_DIR/apt-index.begun"
  apt_rc=0
  # Without the option, a source that cannot be reached is only a warning.
  run apt-get update -o APT::Update::Error-Mode=any || apt_rc=$?
  if [ "$apt_rc" -ne 0 ]; then
    index_usable ||
      fail "The list of packages could not be fetched (see apt's lines above)." \
        "Check the server's network, its clock, and the addresses in /etc/apt/sources.list," \
        "then try again."
    say "At least one source did not answer properly (see apt's lines above)." \
      "The main list works, so the installation goes on; updates from that source are missing." \
      "Run apt-get update again another day."
  fi
}

verify() {
  run apt-cache policy "$INDEX_PACKAGE"
  index_usable || fail "The list of packages was fetched, but it does not offer $INDEX_PACKAGE." \
    "See that /etc/apt/sources.list names the distribution's main section, then try again."
  # To the disk before the mark that says "fresh".
  sync
  : >"$STATE_DIR/apt-index"
  rm -f "$STATE_DIR/apt-index.begun"
}

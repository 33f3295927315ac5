# title: Bring Go's sources
# why: The Go of 2013 can be had only as source: its ready-made programs need SSE2, and code.google.com, where it lived, is gone.
# root: no
# minutes: 0.5
# bound: network
# disk: 80
# memory: 32
# undo: rm -r go1.1.2 in your home folder
# relogin: no
# sends: go
# uses: sources go

check() {
  source_placed go "$GO_ROOT" || return 1
  [ -f "$GO_ROOT/VERSION" ]
}

apply() {
  need_disk "$LOGIN_HOME" 120 "Go's sources"
  source_unpack go "$GO_ROOT"
  # A release has this file, its repository has not; without it Go asks for Mercurial.
  show tee "$GO_ROOT.partial/VERSION"
  printf 'go1.1.2' | tee "$GO_ROOT.partial/VERSION"
  echo
  source_settle go "$GO_ROOT"
}

verify() {
  check || fail "Go's sources are not there after all: $GO_ROOT." "Try again."
  run ls "$GO_ROOT"
}

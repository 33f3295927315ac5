# title: Build Docker
# why: Docker is compiled by the Go that was just built, so that it, too, keeps to what this processor has.
# root: no
# minutes: 1
# disk: 40
# memory: 192
# undo: rm -r drydock-go/bin and drydock-go/pkg in your home folder
# relogin: no
# uses: go

# shellcheck disable=SC2154  # the prelude's functions answer in variables

BUILD_NOTE=$GO_PATH/docker-built

# What the note must say: the patched sources, Go's build, and the program that came of them.
engine_key() {
  engine_key=
  [ -f "$DOCKER_TREE/.drydock-patched" ] && [ -f "$GO_ROOT/.drydock-built" ] || return 1
  engine_key=$(cat "$DOCKER_TREE/.drydock-source" "$DOCKER_TREE/.drydock-patched" \
    "$GO_ROOT/.drydock-built" | cksum)
}

check() {
  [ -x "$GO_PATH/bin/docker" ] && [ -f "$BUILD_NOTE" ] || return 1
  engine_key || return 1
  { read -r build_key && read -r build_sum; } <"$BUILD_NOTE" || return 1
  [ "$build_key" = "$engine_key" ] && [ "$build_sum" = "$(cksum <"$GO_PATH/bin/docker")" ]
}

apply() {
  engine_key || fail "Docker's patched sources, or Go, are not there." \
    "Run the steps before this one again."
  need_disk "$GO_PATH" 40 "building Docker"
  go_environment
  read -r engine_version <"$DOCKER_TREE/VERSION"
  read -r _ engine_commit _ <"$DOCKER_TREE/.drydock-source"
  show export "GO386=$GO386" "CGO_ENABLED=$CGO_ENABLED" "GOPATH=$GOPATH"
  show cd "$DOCKER_TREE"
  cd "$DOCKER_TREE" || fail "Docker's sources are not there." "Run the step \"Bring Docker's sources\" again."
  rm -f "$BUILD_NOTE"
  # What an interrupted build left may be cut short, and Go goes by its date alone.
  remove_tree "$GO_PATH/pkg"
  # The version is given from outside, as Docker's own release script did. -w leaves out what only a
  # debugger needs.
  run go install -v -ldflags \
    "-X main.GITCOMMIT $(printf '%.7s' "$engine_commit") -X main.VERSION $engine_version -w" \
    github.com/dotcloud/docker/... || engine_build_failed
  cd /
}

engine_build_failed() {
  free_mb "$GO_PATH"
  meminfo MemAvailable
  fail "Docker could not be built (see Go's lines above)." \
    "$free_mb MB are free on the disk of $GO_PATH, $((meminfo / 1024)) MB of memory are free." \
    "If something was killed, memory was short: add swap. Then try again."
}

verify() {
  engine_answer=$("$GO_PATH/bin/docker" -v 2>&1) || :
  show "$GO_PATH/bin/docker" -v
  printf '%s\n' "$engine_answer"
  case $engine_answer in
    'Docker version 0.6.1, '*) ;;
    *) fail "What was built does not say that it is Docker 0.6.1." \
      "If it says \"Illegal instruction\": Go was built with another GO386 than fits this processor." \
      "Choose 387 on the Route page, then build Go and Docker again." ;;
  esac
  printf '%s\n%s\n' "$engine_key" "$(cksum <"$GO_PATH/bin/docker")" | keep "$BUILD_NOTE"
}

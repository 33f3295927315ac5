# title: Build Go
# why: Built here, with GO386 set for this processor, Go and all it makes keep to instructions that this processor has.
# root: no
# minutes: 8.5
# longer: GO_BUILD=all.bash 60
# disk: 150
# memory: 128
# undo: Nothing to undo but its sources: see the step "Bring Go's sources"
# relogin: no
# uses: go

# shellcheck disable=SC2154  # the prelude's functions answer in variables

BUILT_NOTE=$GO_ROOT/.drydock-built

# What the note beside the build must say: the sources, GO386, and whether Go's tests have passed.
build_note() {
  build_note=
  read -r _ build_commit _ <"$GO_ROOT/.drydock-source" || return 1
  build_note="$build_commit GO386=$GO386"
}

check() {
  [ -x "$GO_ROOT/bin/go" ] && [ -f "$BUILT_NOTE" ] && [ -f "$GO_ROOT/.drydock-source" ] || return 1
  build_note || return 1
  read -r built_note <"$BUILT_NOTE" || return 1
  case $built_note in
    "$build_note" | "$build_note tested") ;;
    *) return 1 ;;
  esac
  [ "$GO_BUILD" != all.bash ] || [ "$built_note" = "$build_note tested" ]
}

apply() {
  need_disk "$LOGIN_HOME" 150 "building Go"
  build_note || fail "Go's sources are not there." "Run the step \"Bring Go's sources\" first."
  if [ "$GO386" = sse2 ] && [ "$CPU_SSE2" = no ]; then
    say "Take care: this processor has no SSE2, and GO386=sse2 was chosen. Go will be built," \
      "and die here with \"Illegal instruction\" as soon as it computes."
  fi
  go_environment
  show export "GO386=$GO386" "CGO_ENABLED=$CGO_ENABLED"
  built_note=
  [ ! -f "$BUILT_NOTE" ] || read -r built_note <"$BUILT_NOTE" || :
  show cd "$GO_ROOT/src"
  cd "$GO_ROOT/src" || fail "Go's sources are not whole." "Run the step \"Bring Go's sources\" again."
  if [ "$built_note" != "$build_note" ] || [ ! -x "$GO_ROOT/bin/go" ]; then
    rm -f "$BUILT_NOTE"
    # all.bash is make.bash and then run.bash; in two steps, a failed test does not cost the build.
    run ./make.bash || build_failed
    # To the disk before the note that says "built".
    sync
    printf '%s\n' "$build_note" >"$BUILT_NOTE"
  fi
  if [ "$GO_BUILD" = all.bash ]; then
    go_tests
    printf '%s tested\n' "$build_note" >"$BUILT_NOTE"
  fi
  cd /
}

# What run.bash does is Go's own affair; it stops at the first part that fails.
go_tests() {
  tests_log=$GO_ROOT/.drydock-tests
  show ./run.bash --no-rebuild
  { tests_rc=0; ./run.bash --no-rebuild 2>&1 || tests_rc=$?; printf '%s\n' "$tests_rc" >"$tests_log.rc"; } |
    tee "$tests_log"
  read -r tests_rc <"$tests_log.rc"
  [ "$tests_rc" -ne 0 ] || return 0
  tests_failed=$(sed -n 's/^FAIL[[:blank:]][[:blank:]]*\([a-z0-9/]*\)[[:blank:]].*/\1/p' "$tests_log")
  tests_names=$(sed -n 's/^--- FAIL: \([A-Za-z0-9_]*\) .*/\1/p' "$tests_log" | sort)
  if [ "$tests_failed" = time ] && [ "$tests_names" = "TestLoadFixed
TestParseInSydney" ]; then
    say "Only two tests of time zones fail, whose names have changed since 2013: Sydney's EST is AEDT" \
      "now. That is no fault of Go's. The tests behind them were not run."
    return 0
  fi
  fail "Go is built, but not all of its own tests passed: $tests_failed (see above)." \
    "Tests of 2013 stumble over newer kernels and closed networks, which says little about Go." \
    "To go on without them choose make.bash on the Route page: the build itself is kept."
}

build_failed() {
  free_mb "$LOGIN_HOME"
  meminfo MemAvailable
  fail "Building Go stopped (see the last lines above)." \
    "$free_mb MB are free on the disk of $LOGIN_HOME, $((meminfo / 1024)) MB of memory are free." \
    "If something was killed, memory was short: add swap. Then try again."
}

verify() {
  go_environment
  run go version
}

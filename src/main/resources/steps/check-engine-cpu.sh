# title: Check that Docker fits the processor
# why: A program built for SSE2 dies with "illegal instruction" on a Pentium III, so this is read from Docker's programs before they are trusted.
# root: no
# minutes: 0.5
# disk: 0
# memory: 64
# undo: Nothing to undo: it only looks.
# relogin: no

ENGINE_STAMP=$LOGIN_HOME/drydock/state/engine-cpu

# The programs' names, sizes and dates, and whether the processor has SSE2: what was judged.
engine_files() {
  engine_files=
  for engine_program in dockerd docker containerd containerd-shim-runc-v2 runc ctr docker-proxy; do
    engine_path=$(command -v "$engine_program" 2>/dev/null) || continue
    engine_files="$engine_files $engine_path"
  done
}

engine_state() {
  engine_files
  # shellcheck disable=SC2086  # a list of paths without blanks
  engine_state="sse2=$CPU_SSE2
$(ls -lnL $engine_files)"
}

check() {
  have dockerd || return 1
  [ -f "$ENGINE_STAMP" ] || return 1
  engine_state
  [ "$(cat "$ENGINE_STAMP")" = "$engine_state" ] || return 1
}

apply() {
  have dockerd || fail "Docker's daemon is not installed here." \
    "Run the step \"Install Docker\" first."
  engine_files
  say "Has this processor SSE2? $CPU_SSE2"
  unknown=
  for engine_path in $engine_files; do
    # Go notes its build settings in the program as plain text (Go 1.18 and later).
    show grep -a -o -m 1 'GO386=[a-z0-9]*' "$engine_path"
    engine_setting=$(grep -a -o -m 1 'GO386=[a-z0-9]*' "$engine_path" | head -n 1) || :
    printf '%s\n' "${engine_setting:-(not noted)}"
    case $engine_setting in
      GO386=softfloat | GO386=387) ;;
      GO386=sse2)
        [ "$CPU_SSE2" = yes ] ||
          fail "$engine_path was built for processors with SSE2, which this one has not." \
            "It would die with \"illegal instruction\". Use the distribution's own package, or" \
            "another release of it: Debian 12's Docker runs without SSE2."
        ;;
      *) unknown="$unknown $engine_path" ;;
    esac
  done
  if [ -n "$unknown" ] && [ "$CPU_SSE2" = no ]; then
    say "Not noted in:$unknown" \
      "So each of these is started once; a program that needs SSE2 dies at once."
    for engine_path in $unknown; do
      case ${engine_path##*/} in
        docker-proxy | containerd-shim-runc-v2 | ctr) continue ;;
      esac
      run "$engine_path" --version ||
        fail "$engine_path does not run on this processor (see above)." \
          "Its Docker needs another processor, or another release of the distribution."
    done
  fi
}

verify() {
  run docker --version
  engine_state
  printf '%s\n' "$engine_state" | keep "$ENGINE_STAMP"
}

# title: Run what was built
# why: Only a container that does something with what was put into it proves the image.
# root: no
# minutes: 0.2
# disk: 1
# memory: 128
# undo: Nothing to undo: the container is removed when it ends.
# relogin: no

# shellcheck disable=SC2154  # the prelude's functions answer in variables

RUN_STAMP=$LOGIN_HOME/drydock/state/run-built

check() {
  [ -f "$RUN_STAMP" ] || return 1
  image_facts "$BUILT_IMAGE"
  { read -r run_image && read -r run_command; } <"$RUN_STAMP" || return 1
  [ -n "$image_id" ] && [ "$run_image" = "$image_id" ] && [ "$run_command" = "$TEST_COMMAND" ] ||
    return 1
  say "What it printed when it was run:"
  tail -n +3 "$RUN_STAMP"
}

apply() {
  show docker run --rm "$BUILT_IMAGE" sh -c "$TEST_COMMAND"
  run_rc=0
  run_output=$(docker run --rm "$BUILT_IMAGE" sh -c "$TEST_COMMAND" 2>&1) || run_rc=$?
  printf '%s\n' "$run_output"
  [ "$run_rc" -eq 0 ] ||
    fail "The command ended with code $run_rc in the new image (see above)." \
      "If the command is not in the image, correct the Dockerfile or the command."
}

verify() {
  image_facts "$BUILT_IMAGE"
  quoted "$TEST_COMMAND"
  # shellcheck disable=SC2016  # a prompt
  printf '%s\n%s\n$ docker run --rm %s sh -c %s\n%s\n' \
    "$image_id" "$TEST_COMMAND" "$BUILT_IMAGE" "$quoted" "$run_output" | keep "$RUN_STAMP"
}

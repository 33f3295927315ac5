# title: Run what was built
# why: Only a container that does something with what was put into it proves the image.
# root: no
# minutes: 0.2
# disk: 1
# memory: 128
# undo: Nothing to undo: the container is removed when it ends.
# relogin: no
# uses: old-engine

# shellcheck disable=SC2154  # the prelude's functions answer in variables

RUN_NOTE=$OLD_NOTES/old-run-built

check() {
  have docker && [ -f "$RUN_NOTE" ] || return 1
  old_image "$BUILT_IMAGE"
  { read -r run_image && read -r run_command; } <"$RUN_NOTE" || return 1
  [ -n "$old_image" ] && [ "$run_image" = "$old_image" ] && [ "$run_command" = "$TEST_COMMAND" ] ||
    return 1
  say "What it printed when it was run:"
  tail -n +3 "$RUN_NOTE"
}

apply() {
  old_run "$BUILT_IMAGE" sh -c "$TEST_COMMAND"
  [ "$old_rc" -eq 0 ] ||
    fail "The command ended with code $old_rc in the new image (see above)." \
      "If the command is not in the image, correct the Dockerfile or the command."
}

verify() {
  old_image "$BUILT_IMAGE"
  quoted "$TEST_COMMAND"
  # shellcheck disable=SC2016  # a prompt
  printf '%s\n%s\n$ docker run %s sh -c %s\n%s\n' \
    "$old_image" "$TEST_COMMAND" "$BUILT_IMAGE" "$quoted" "$old_output" | keep "$RUN_NOTE"
}

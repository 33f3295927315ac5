# title: Run a first container
# why: Printing its environment is the smallest thing a container can do, and proves that everything below it works.
# root: no
# minutes: 0.2
# disk: 1
# memory: 64
# undo: Nothing to undo: the container is removed when it ends.
# relogin: no
# uses: old-engine

# shellcheck disable=SC2154  # the prelude's functions answer in variables

RUN_NOTE=$OLD_NOTES/old-run-env

check() {
  have docker && [ -f "$RUN_NOTE" ] || return 1
  old_image "$IMAGE"
  { read -r run_image || :; } <"$RUN_NOTE"
  [ -n "$old_image" ] && [ "$run_image" = "$old_image" ] || return 1
  say "What it printed when it was run:"
  tail -n +2 "$RUN_NOTE"
}

in_container() {
  old_run "$IMAGE" "$@"
  [ "$old_rc" -eq 0 ] && return 0
  old_log
  fail "The container did not run (code $old_rc, see above)." \
    "If LXC speaks of AppArmor: see that the package apparmor is installed and its service runs."
}

apply() {
  in_container env
  run_env=$old_output
  in_container uname -m
  run_machine=$old_output
}

verify() {
  case $run_env in
    *PATH=*HOSTNAME=* | *HOSTNAME=*PATH=*) ;;
    *) fail "The container ran, but did not print an environment." "Look at the lines above." ;;
  esac
  case $run_machine in
    *i[3-6]86*) ;;
    *) fail "The container says its machine is \"$run_machine\", not a 32-bit x86." \
      "Is the server's kernel a 64-bit one? Then it does not need Drydock." ;;
  esac
  old_image "$IMAGE"
  # shellcheck disable=SC2016  # a prompt
  printf '%s\n$ docker run %s env\n%s\n$ docker run %s uname -m\n%s\n' \
    "$old_image" "$IMAGE" "$run_env" "$IMAGE" "$run_machine" | keep "$RUN_NOTE"
}

# title: Run a first container
# why: Printing its environment is the smallest thing a container can do, and proves that everything below it works.
# root: no
# minutes: 0.4
# disk: 1
# memory: 64
# undo: Nothing to undo: the container is removed when it ends.
# relogin: no

RUN_STAMP=$LOGIN_HOME/drydock/state/run-env

check() {
  [ -f "$RUN_STAMP" ] || return 1
  image_facts "$IMAGE"
  { read -r run_image || :; } <"$RUN_STAMP"
  [ -n "$image_id" ] && [ "$run_image" = "$image_id" ] || return 1
  say "What it printed when it was run:"
  tail -n +2 "$RUN_STAMP"
}

# in_container COMMAND...: runs it in a new container, sets $in_container to what it prints.
in_container() {
  show docker run --rm "$IMAGE" "$@"
  run_rc=0
  in_container=$(docker run --rm "$IMAGE" "$@" 2>&1) || run_rc=$?
  printf '%s\n' "$in_container"
  [ "$run_rc" -eq 0 ] ||
    fail "The container did not run (code $run_rc, see above)." \
      "Look at what Docker says: docker info; sudo journalctl -u docker -n 30"
}

apply() {
  in_container env
  run_env=$in_container
  in_container uname -m
  run_machine=$in_container
}

verify() {
  case $run_env in
    *PATH=*HOSTNAME=* | *HOSTNAME=*PATH=*) ;;
    *) fail "The container ran, but did not print an environment." "Look at the lines above." ;;
  esac
  case $run_machine in
    i[3-6]86) ;;
    *) fail "The container says its machine is \"$run_machine\", not a 32-bit x86." \
      "Is the server's kernel a 64-bit one? Then it does not need Drydock." ;;
  esac
  image_facts "$IMAGE"
  # shellcheck disable=SC2016  # a prompt
  printf '%s\n$ docker run --rm %s env\n%s\n$ docker run --rm %s uname -m\n%s\n' \
    "$image_id" "$IMAGE" "$run_env" "$IMAGE" "$run_machine" | keep "$RUN_STAMP"
}

# title: Report images and sizes
# why: The images, how big they are, and which line of the Dockerfile each part of the size comes from.
# root: no
# minutes: 0.2
# disk: 0
# memory: 64
# undo: Nothing to undo: it only looks.
# relogin: no

# shellcheck disable=SC2154  # the prelude's functions answer in variables

REPORT_FILE=$LOGIN_HOME/drydock/state/report

# The ids of the images that there are, in one line: what the kept report was made of.
report_key() {
  report_key=of
  for report_name in "$IMAGE" "$BUILT_IMAGE"; do
    image_facts "$report_name"
    [ -z "$image_id" ] || report_key="$report_key $image_id"
  done
}

check() {
  [ -f "$REPORT_FILE" ] || return 1
  report_key
  read -r report_kept <"$REPORT_FILE" || return 1
  [ "$report_key" != of ] && [ "$report_kept" = "$report_key" ] || return 1
  tail -n +2 "$REPORT_FILE"
}

# report_image NAME: its line, then its layers', oldest first.
report_image() {
  image_facts "$1"
  [ -n "$image_id" ] || return 0
  printf 'image %s %s\n' "$1" "$(docker image inspect --format '{{.Size}}' "$1")"
  report_layers=
  report_history=$(docker history --no-trunc --human=false --format '{{.Size}} {{.CreatedBy}}' "$1")
  while read -r report_size report_by; do
    # The layer of an imported system was made by no command.
    report_layers="layer $report_size ${report_by:-docker import}
$report_layers"
  done <<END_OF_HISTORY
$report_history
END_OF_HISTORY
  printf '%s' "$report_layers"
}

apply() {
  run docker version
  run docker images
  report_key
  [ "$report_key" != of ] || fail "There is neither $IMAGE nor $BUILT_IMAGE." \
    "Run the steps that make them again."
  report_text=$(
    printf '%s\n' '--- drydock report 1'
    printf 'engine %s\n' "$(docker version --format '{{.Server.Version}}')"
    report_image "$IMAGE"
    report_image "$BUILT_IMAGE"
    printf '%s\n' '--- end of drydock report'
  )
  printf '%s\n' "$report_text"
}

verify() {
  case $report_text in
    *"
image "*" "[1-9]*) ;;
    *) fail "Docker did not tell the images' sizes." "Look at: docker images" ;;
  esac
  printf '%s\n%s\n' "$report_key" "$report_text" | keep "$REPORT_FILE"
}

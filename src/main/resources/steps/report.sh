# title: Look at what there is now
# why: The images, how big they are, and which line of the Dockerfile each part of the size comes from.
# root: no
# minutes: 0.2
# disk: 0
# memory: 64
# undo: Nothing to undo: it only looks.
# relogin: no

REPORT_FILE=$LOGIN_HOME/drydock/state/report

# The ids of both images: what the kept report was made of.
report_key() {
  report_key=$(briefly docker image inspect --format '{{.Id}}' "$IMAGE" "$BUILT_IMAGE" 2>/dev/null)
}

check() {
  [ -f "$REPORT_FILE" ] || return 1
  report_key || return 1
  report_kept=$({ read -r report_a && read -r report_b && printf '%s\n%s\n' "$report_a" "$report_b"; } \
    <"$REPORT_FILE") || return 1
  [ "$report_kept" = "$report_key" ] || return 1
  tail -n +3 "$REPORT_FILE"
}

# image NAME: its line, then its layers', oldest first.
report_image() {
  printf 'image %s %s\n' "$1" "$(docker image inspect --format '{{.Size}}' "$1")"
  report_layers=
  report_history=$(docker history --no-trunc --human=false --format '{{.Size}} {{.CreatedBy}}' "$1")
  while read -r report_layer; do
    report_layers="layer $report_layer
$report_layers"
  done <<END_OF_HISTORY
$report_history
END_OF_HISTORY
  printf '%s' "$report_layers"
}

apply() {
  run docker version
  run docker images
  report_key || fail "An image is missing." \
    "Run the steps that make $IMAGE and $BUILT_IMAGE again."
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
    *"image $IMAGE "[1-9]*"image $BUILT_IMAGE "[1-9]*) ;;
    *) fail "Docker did not tell the images' sizes." "Look at: docker images" ;;
  esac
  printf '%s\n%s\n' "$report_key" "$report_text" | keep "$REPORT_FILE"
}

# title: Report images and sizes
# why: The images, how big they are, and which line of the Dockerfile each part of the size comes from.
# root: no
# minutes: 0.2
# disk: 0
# memory: 64
# undo: Nothing to undo: it only looks.
# relogin: no
# uses: old-engine

# shellcheck disable=SC2154  # the prelude's functions answer in variables

REPORT_FILE=$OLD_NOTES/old-report

# The ids of the images that there are, in one line: what the kept report was made of.
report_key() {
  report_key=of
  for report_name in "$IMAGE" "$BUILT_IMAGE"; do
    old_image "$report_name"
    [ -z "$old_image" ] || report_key="$report_key $old_image"
  done
}

check() {
  have docker && [ -f "$REPORT_FILE" ] || return 1
  report_key
  read -r report_kept <"$REPORT_FILE" || return 1
  [ "$report_key" != of ] && [ "$report_kept" = "$report_key" ] || return 1
  tail -n +2 "$REPORT_FILE"
}

# report_image NAME: its line, then its layers', oldest first. `docker history` tells what made them,
# newest first, in the last of its columns; sizes and what comes next are told by each image.
report_image() {
  old_image "$1"
  [ -n "$old_image" ] || return 0
  report_total=0
  report_layers=
  report_next=$old_image
  report_column=
  while IFS= read -r report_line; do
    if [ -z "$report_column" ]; then
      report_column=${report_line%%CREATED BY*}
      report_column=$((${#report_column} + 1))
      continue
    fi
    [ -n "$report_next" ] || break
    report_by=$(printf '%s\n' "$report_line" | cut -c "$report_column-")
    report_by=${report_by#/bin/sh -c }
    old_image "$report_next"
    report_next=$old_parent
    report_total=$((report_total + ${old_size:-0}))
    # The layer of an imported system was made by no command.
    report_layers="layer ${old_size:-0} ${report_by:-docker import}
$report_layers"
  done <<END_OF_HISTORY
$(docker history "$1")
END_OF_HISTORY
  printf 'image %s %s\n%s' "$1" "$report_total" "$report_layers"
}

apply() {
  run docker version
  run docker images
  report_key
  [ "$report_key" != of ] || fail "There is neither $IMAGE nor $BUILT_IMAGE." \
    "Run the steps that make them again."
  report_text=$(
    printf '%s\n' '--- drydock report 1'
    printf 'engine %s\n' "$(docker version 2>/dev/null | sed -n 's/^Server version: //p')"
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

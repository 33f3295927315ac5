# title: Report images and sizes
# why: The images, how big they are, and which line of the Dockerfile each part of the size comes from.
# root: no
# minutes: 0.2
# disk: 0
# memory: 64
# undo: Nothing to undo: it only looks.
# relogin: no
# uses: old-engine image-report

# shellcheck disable=SC2034,SC2154  # shared functions answer in variables, and are told in some

REPORT_FILE=$OLD_NOTES/old-report

report_id() {
  old_image "$1"
  report_id=$old_image
}

report_engine() {
  docker version 2>/dev/null | sed -n 's/^Server version: //p'
}

check() {
  have docker || return 1
  report_again
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
  report_images
}

verify() {
  keep_report
}

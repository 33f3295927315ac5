# title: Report images and sizes
# why: The images, how big they are, and which line of the Dockerfile each part of the size comes from.
# root: no
# minutes: 0.2
# disk: 0
# memory: 64
# undo: Nothing to undo: it only looks.
# relogin: no
# uses: image-report

# shellcheck disable=SC2034,SC2154  # shared functions answer in variables, and are told in some

REPORT_FILE=$LOGIN_HOME/drydock/state/report

report_id() {
  image_facts "$1"
  report_id=$image_id
}

report_engine() {
  docker version --format '{{.Server.Version}}'
}

check() {
  report_again
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
  report_images
}

verify() {
  keep_report
}

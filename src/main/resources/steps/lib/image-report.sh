# ---- The report on the images ----
# The step says where it is kept (REPORT_FILE), and how its Docker is asked: report_id NAME sets
# $report_id to an image's id, or to nothing; report_engine prints the version; report_image NAME
# prints the image's line, then its layers', oldest first.

# report_key: the ids of the images that there are, in one line: what the kept report was made of.
report_key() {
  report_key=of
  for report_name in "$IMAGE" "$BUILT_IMAGE"; do
    report_id "$report_name"
    [ -z "$report_id" ] || report_key="$report_key $report_id"
  done
}

# report_again: prints the kept report; false if there is none of the images that there are.
report_again() {
  [ -f "$REPORT_FILE" ] || return 1
  report_key
  read -r report_kept <"$REPORT_FILE" || return 1
  [ "$report_key" != of ] && [ "$report_kept" = "$report_key" ] || return 1
  tail -n +2 "$REPORT_FILE"
}

report_images() {
  run docker version
  run docker images
  report_key
  [ "$report_key" != of ] || fail "There is neither $IMAGE nor $BUILT_IMAGE." \
    "Run the steps that make them again."
  report_text=$(
    printf '%s\n' '--- drydock report 1'
    printf 'engine %s\n' "$(report_engine)"
    report_image "$IMAGE"
    report_image "$BUILT_IMAGE"
    printf '%s\n' '--- end of drydock report'
  )
  printf '%s\n' "$report_text"
}

keep_report() {
  case $report_text in
    *"
image "*" "[1-9]*) ;;
    *) fail "Docker did not tell the images' sizes." "Look at: docker images" ;;
  esac
  printf '%s\n%s\n' "$report_key" "$report_text" | keep "$REPORT_FILE"
}

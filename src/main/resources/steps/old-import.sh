# title: Import the base image
# why: Docker takes the packed system in as an image, the ground that your own images are built on.
# root: no
# minutes: 2
# disk: 300
# memory: 128
# undo: docker rmi IMAGE (with the image's name)
# relogin: no
# uses: old-engine packed

# shellcheck disable=SC2154  # the prelude's functions answer in variables

IMPORT_NOTE=$OLD_NOTES/old-import

check() {
  have docker && [ -f "$IMPORT_NOTE" ] || return 1
  packed_noted || return 1
  old_image "$IMAGE"
  { read -r import_image && read -r import_from; } <"$IMPORT_NOTE" || return 1
  [ -n "$old_image" ] && [ "$old_image" = "$import_image" ] && [ "$import_from" = "$packed_sum" ]
}

apply() {
  need_disk /var/lib 320 "the base image"
  need_packed
  old_image "$IMAGE"
  import_before=$old_image
  if [ -n "$import_before" ]; then
    say "The name $IMAGE moves to the new image; the old one stays, as $import_before."
  fi
  old_name "$IMAGE"
  show docker import - "$old_repository" "$old_tag"
  docker import - "$old_repository" "$old_tag" <"$TARBALL" ||
    fail "Docker did not take in the packed system (see above)." \
      "If the disk is full, free some space on the disk of /var/lib/docker, then try again."
}

verify() {
  run docker images "$old_repository"
  old_image "$IMAGE"
  if [ -z "$old_image" ] || [ "$old_image" = "$import_before" ]; then
    fail "There is no new image $IMAGE after all." "Look at: docker images"
  fi
  # To the disk before the note that says "imported".
  sync
  printf '%s\n%s\n' "$old_image" "$packed_sum" | keep "$IMPORT_NOTE"
}

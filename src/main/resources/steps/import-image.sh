# title: Import the base image
# why: Docker takes the packed system in as an image, the ground that your own images are built on.
# root: no
# minutes: 2
# disk: 300
# memory: 256
# undo: docker rmi IMAGE (with the image's name)
# relogin: no
# uses: packed

# shellcheck disable=SC2154  # the prelude's functions answer in variables

UNFINISHED=drydock/unfinished:import

# The image carries a label with the sum of the file it was made from. One built from it has that,
# too, and another.
check() {
  packed_noted || return 1
  image_facts "$IMAGE"
  [ "$image_tarball" = "$packed_sum" ] && [ "$image_build" = - ] || return 1
}

apply() {
  need_disk /var/lib 320 "the base image"
  need_packed
  image_facts "$IMAGE"
  if [ -n "$image_id" ]; then
    say "The name $IMAGE moves to the new image; the old one stays, as $image_id."
  fi
  if docker image inspect "$UNFINISHED" >/dev/null 2>&1; then
    say "An earlier try was interrupted; what it left cannot be trusted and is made anew."
    run docker rmi "$UNFINISHED"
  fi
  run docker import --change 'CMD ["/bin/bash"]' \
    --change "LABEL dev.drydock.tarball=$packed_sum" "$TARBALL" "$UNFINISHED" ||
    fail "Docker did not take in the packed system (see above)." \
      "If the disk is full, free some space on the disk of /var/lib/docker, then try again."
  # To the disk before the name that says "complete": Docker counts files as there that a power cut
  # leaves empty.
  sync
  run docker tag "$UNFINISHED" "$IMAGE"
  run docker rmi "$UNFINISHED"
}

verify() {
  run docker images "$IMAGE"
  import_arch=$(docker image inspect --format '{{.Os}}/{{.Architecture}}' "$IMAGE")
  [ "$import_arch" = linux/386 ] ||
    fail "The image says it is for $import_arch, not linux/386." \
      "Is this Docker the 32-bit one? Look at: docker version"
  check || fail "The image does not carry the label it was given." \
    "Look at: docker image inspect $IMAGE"
}

# title: Import the base image
# why: Docker takes the packed system in as an image, the ground that your own images are built on.
# root: no
# minutes: 2
# disk: 300
# memory: 256
# undo: docker rmi IMAGE (with the image's name)
# relogin: no

# shellcheck disable=SC2154  # the prelude's functions answer in variables

TARBALL=$STATE_DIR/$SUITE-base32.tgz
UNFINISHED=drydock/unfinished:import

# The image carries a label with the sum of the file it was made from.
import_sum() {
  import_sum=
  [ -f "$TARBALL.made-of" ] && read -r import_sum <"$TARBALL.made-of"
}

check() {
  import_sum || return 1
  image_facts "$IMAGE"
  [ "$image_tarball" = "$import_sum" ] || return 1
}

apply() {
  import_sum || fail "There is no packed system to import." \
    "Run the step \"Pack it into one file\" first."
  need_disk /var/lib 320 "the base image"
  show sha256sum "$TARBALL"
  if [ "$(sha256 <"$TARBALL")" != "$import_sum" ]; then
    fail "The packed system $TARBALL is not what was packed: a power cut or the disk damaged it." \
      "Remove it as root (rm $TARBALL $TARBALL.made-of) and run the step" \
      "\"Pack the base system into one file\" again."
  fi
  image_facts "$IMAGE"
  if [ -n "$image_id" ]; then
    say "The name $IMAGE moves to the new image; the old one stays, as $image_id."
  fi
  if docker image inspect "$UNFINISHED" >/dev/null 2>&1; then
    say "An earlier try was interrupted; what it left cannot be trusted and is made anew."
    run docker rmi "$UNFINISHED"
  fi
  run docker import --change 'CMD ["/bin/bash"]' \
    --change "LABEL dev.drydock.tarball=$import_sum" "$TARBALL" "$UNFINISHED" ||
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

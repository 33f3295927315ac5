# title: Build your image
# why: Docker runs the Dockerfile's commands one by one, each in a container, and keeps every result as a layer.
# root: no
# minutes: 3
# disk: 200
# memory: 256
# undo: docker rmi BUILT_IMAGE (with the image's name)
# relogin: no
# uses: image-build

# shellcheck disable=SC2154  # the prelude's functions answer in variables

BUILD_MARK=$LOGIN_HOME/drydock/state/building
UNFINISHED=drydock/unfinished:build

# The image carries a label with the sum of its Dockerfile and of the base image's id.
build_key() {
  image_facts "$IMAGE"
  build_key=$(printf '%s\n' "$image_id" "$DOCKERFILE" | sha256)
}

check() {
  image_facts "$BUILT_IMAGE"
  [ -n "$image_id" ] || return 1
  build_label=$image_build
  build_key
  [ "$build_label" = "$build_key" ] || return 1
}

apply() {
  need_dockerfile
  need_disk /var/lib 200 "building the image"
  build_key
  # Docker keeps every line's result for the next try, but not safely: a power cut leaves files
  # empty that it counts as there.
  build_boot=none
  { read -r build_boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || :
  set --
  if [ -f "$BUILD_MARK" ] && [ "$(cat "$BUILD_MARK")" != "$build_boot" ]; then
    say "The server went down in the middle of an earlier try: what Docker kept of that cannot be" \
      "trusted, and everything is built anew."
    set -- --no-cache
  fi
  printf '%s\n' "$build_boot" | keep "$BUILD_MARK"
  sync
  # There is no BuildKit for 32-bit x86, so the daemon's own builder does it.
  run env DOCKER_BUILDKIT=0 docker build --force-rm "$@" \
    --label "dev.drydock.build=$build_key" -t "$UNFINISHED" "$BUILD_DIR" || build_failed
  # To the disk before the name that says "complete".
  sync
  rm -f "$BUILD_MARK"
  run docker tag "$UNFINISHED" "$BUILT_IMAGE"
  run docker rmi "$UNFINISHED"
}

verify() {
  run docker images "$BUILT_IMAGE"
  check || fail "The image was built, but does not carry the label it was given." \
    "Look at: docker image inspect $BUILT_IMAGE"
}

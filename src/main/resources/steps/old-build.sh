# title: Build your image
# why: Docker runs the Dockerfile's commands one by one, each in a container, and keeps every result as a layer.
# root: no
# minutes: 6
# disk: 400
# memory: 192
# undo: docker rmi BUILT_IMAGE (with the image's name)
# relogin: no
# uses: old-engine image-build

# shellcheck disable=SC2154  # the prelude's functions answer in variables

BUILD_NOTE=$OLD_NOTES/old-build
BUILD_LOG=$OLD_NOTES/old-build.log

# What the note says beside the image's id: the sum of its Dockerfile and of the base image's id.
build_key() {
  old_image "$IMAGE"
  build_key=$(printf '%s\n' "$old_image" "$DOCKERFILE" | cksum)
}

check() {
  have docker && [ -f "$BUILD_NOTE" ] || return 1
  build_key
  old_image "$BUILT_IMAGE"
  { read -r build_image && read -r build_noted; } <"$BUILD_NOTE" || return 1
  [ -n "$old_image" ] && [ "$old_image" = "$build_image" ] && [ "$build_noted" = "$build_key" ]
}

apply() {
  need_dockerfile
  build_continued
  need_disk /var/lib 400 "building the image"
  build_key
  mkdir -p "$OLD_NOTES"
  show docker build -t "$BUILT_IMAGE" "$BUILD_DIR"
  # It ends with code 0 whatever happened; what it prints tells.
  { docker build -t "$BUILT_IMAGE" "$BUILD_DIR" 2>&1 || :; } | tee "$BUILD_LOG"
  build_id=$(sed -n 's/^Successfully built \([0-9a-f][0-9a-f]*\).*/\1/p' "$BUILD_LOG")
  build_clean
  [ -n "$build_id" ] || build_failed
}

# This Docker takes each line for itself: the rest of a command would be skipped without a word.
build_continued() {
  while IFS= read -r build_line; do
    case $build_line in
      *\\) fail "A line of the Dockerfile ends with a backslash, and Docker 0.6.1 does not know that" \
        "a command can go on in the next line: $build_line" \
        "Write each command in one line, on the Route page." ;;
    esac
  done <<END_OF_DOCKERFILE
$DOCKERFILE
END_OF_DOCKERFILE
}

# The containers that the build ran in are of no more use, and keep a copy of every layer.
build_clean() {
  build_containers=$(sed -n 's/^ ---> Running in \([0-9a-f][0-9a-f]*\).*/\1/p' "$BUILD_LOG")
  # shellcheck disable=SC2086  # a list of words
  [ -z "$build_containers" ] || run docker rm $build_containers || :
}

verify() {
  run docker images
  old_image "$BUILT_IMAGE"
  case $old_image in
    "$build_id"*) ;;
    *) fail "The image was built, but did not get the name $BUILT_IMAGE." "Look at: docker images" ;;
  esac
  # To the disk before the note that says "built".
  sync
  printf '%s\n%s\n' "$old_image" "$build_key" | keep "$BUILD_NOTE"
}

# title: Write a Dockerfile
# why: A Dockerfile is the recipe of an image: what it starts from, and the commands that add to it.
# root: no
# minutes: 0.1
# disk: 0
# memory: 0
# undo: rm ~/drydock/build/Dockerfile
# relogin: no

BUILD_DIR=$LOGIN_HOME/drydock/build

check() {
  [ -f "$BUILD_DIR/Dockerfile" ] || return 1
  [ "$(cat "$BUILD_DIR/Dockerfile")" = "$DOCKERFILE" ] || return 1
}

apply() {
  run mkdir -p "$BUILD_DIR"
  # An empty one is what a power cut left: not worth keeping, and the old one may be there.
  if [ -s "$BUILD_DIR/Dockerfile" ]; then
    run cp -p "$BUILD_DIR/Dockerfile" "$BUILD_DIR/Dockerfile.old"
  fi
  printf '%s\n' "$DOCKERFILE" | keep "$BUILD_DIR/Dockerfile"
}

verify() {
  run cat "$BUILD_DIR/Dockerfile"
  check || fail "The Dockerfile on the server is not what was sent." \
    "Is the disk of $LOGIN_HOME full? Look at: df -h"
}

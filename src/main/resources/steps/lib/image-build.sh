# ---- Building an image ----
# shellcheck disable=SC2154  # the prelude's functions answer in variables
BUILD_DIR=$LOGIN_HOME/drydock/build

need_dockerfile() {
  if ! [ -f "$BUILD_DIR/Dockerfile" ] || [ "$(cat "$BUILD_DIR/Dockerfile")" != "$DOCKERFILE" ]; then
    fail "The Dockerfile on the server is not the one of this plan." \
      "Run the step \"Write a Dockerfile\" first."
  fi
}

build_failed() {
  free_mb /var/lib
  if [ "$free_mb" -lt 20 ]; then
    fail "The disk ran full while the image was being built; $free_mb MB are free." \
      "Free some space on the disk of /var/lib/docker, then try again."
  fi
  fail "The Dockerfile does not build: the last \"Step\" above is the line that failed, and the" \
    "lines after it say why. Correct the Dockerfile on the Route page and run it again;" \
    "steps that worked are not repeated."
}

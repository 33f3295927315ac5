# title: Patch Docker
# why: Docker 0.6.1 refuses every processor but amd64, and knows only the kernel and the LXC of 2013; a few small patches let it run here.
# root: no
# minutes: 0.3
# disk: 30
# memory: 32
# undo: rm -r drydock-go/src/github.com/dotcloud/docker in your home folder, then bring Docker's sources again
# relogin: no
# uses: go layers

# shellcheck disable=SC2154  # the prelude's functions answer in variables

PATCHES=$GO_PATH/patches
APPLIED=.drydock-patched

# lxc_version: sets $lxc_version, and $lxc_major to its first number.
lxc_version() {
  lxc_version=
  if have lxc-info; then
    lxc_version=$(lxc-info --version 2>/dev/null) || lxc_version=
  fi
  case $lxc_version in
    [0-9]*) ;;
    *)
      # LXC 0.9 and before.
      lxc_version=
      if have lxc-version; then
        lxc_version=$(lxc-version 2>/dev/null) || :
        lxc_version=${lxc_version##* }
      fi
      ;;
  esac
  lxc_major=${lxc_version%%.*}
}

# patches_chosen: sets $patches_chosen to the files for this kernel and this LXC; says nothing.
patches_chosen() {
  patches_chosen=
  lxc_version
  for patches_file in "$PATCHES"/*.patch; do
    [ -f "$patches_file" ] || continue
    case ${patches_file##*/} in
      0001-*) ;;
      *-overlayfs-*) kernel_has aufs && continue ;;
      *) [ "${lxc_major:-0}" -ge 3 ] || continue ;;
    esac
    patches_chosen="$patches_chosen ${patches_file##*/}"
  done
}

# patches_text: the chosen ones, one after the other.
patches_text() {
  for patches_name in $patches_chosen; do
    cat "$PATCHES/$patches_name"
  done
}

check() {
  [ -f "$DOCKER_TREE/$APPLIED" ] || return 1
  patches_chosen
  [ -n "$patches_chosen" ] || return 1
  [ "$(patches_text)" = "$(cat "$DOCKER_TREE/$APPLIED")" ]
}

# git_apply OPTION...: in the tree that is worked on. Without the ceiling, git would take a repository
# around it, such as a home folder under version control, for the one to patch, and do nothing.
git_apply() {
  (
    cd "$DOCKER_TREE.partial" || exit 1
    GIT_CEILING_DIRECTORIES=${DOCKER_TREE%/*}
    export GIT_CEILING_DIRECTORIES
    run git apply "$@"
  )
}

apply() {
  have git || fail "There is no git here." "Run the step \"Install the build tools\" again."
  [ -f "$DOCKER_TREE/server.go" ] || fail "Docker's sources are not there." \
    "Run the step \"Bring Docker's sources\" first."
  patches_chosen
  case ${lxc_major:-none} in
    none) fail "LXC is not installed here." "Run the step \"Install what containers need\" first." ;;
    1 | 2) fail "This server has LXC $lxc_version. Docker 0.6.1 was written for LXC 0.7 to 0.9, and" \
      "Drydock's patches are for LXC 3 and later: between them it cannot start containers." \
      "A newer release of the distribution has a newer LXC." ;;
  esac
  [ -n "$patches_chosen" ] || fail "Drydock's patches are not on the server." \
    "Run the step \"Bring Docker's sources\" again."
  if kernel_has aufs; then
    say "The kernel $(uname -r) has AUFS, which Docker 0.6.1 was made for."
  elif kernel_has overlay; then
    say "The kernel $(uname -r) has no AUFS; overlayfs takes its place."
  else
    fail "The kernel $(uname -r) has neither AUFS nor overlayfs, which images are made of." \
      "Install the distribution's own kernel, restart the server, then go on."
  fi
  say "LXC is $lxc_version." "So the patches are:$patches_chosen"
  need_disk "$GO_PATH" 30 "patching Docker's sources"
  # In a copy: whatever happens, the tree is either as it was or patched whole.
  remove_tree "$DOCKER_TREE.partial"
  cp -R -p "$DOCKER_TREE" "$DOCKER_TREE.partial"
  if [ -f "$DOCKER_TREE.partial/$APPLIED" ]; then
    say "Another choice was made before; its patches are taken out first."
    git_apply -R -v "$APPLIED" || patches_refused "The earlier patches cannot be taken out again"
    rm -f "$DOCKER_TREE.partial/$APPLIED"
  fi
  patches_text >"$DOCKER_TREE.partial/$APPLIED"
  git_apply --check "$APPLIED" || patches_refused "The patches do not fit"
  for patches_name in $patches_chosen; do
    patches_hunks=$(grep -c '^@@' "$PATCHES/$patches_name")
    patches_files=$(grep -c '^diff' "$PATCHES/$patches_name")
    say "" "$patches_name: $patches_hunks places in $patches_files files"
    sed -n '/^What: /,/^Why: /{/^Why: /!p;}' "$PATCHES/$patches_name"
    git_apply -v "$PATCHES/$patches_name" || patches_refused "The patches do not fit"
  done
  sync
  remove_tree "$DOCKER_TREE.old"
  mv "$DOCKER_TREE" "$DOCKER_TREE.old"
  mv "$DOCKER_TREE.partial" "$DOCKER_TREE"
  remove_tree "$DOCKER_TREE.old"
}

patches_refused() {
  remove_tree "$DOCKER_TREE.partial"
  fail "$1 (git says above where). Nothing was changed." \
    "Somebody may have changed the sources in $DOCKER_TREE: move that folder away, run the step" \
    "\"Bring Docker's sources\" again, then this one."
}

verify() {
  show grep -n 'GOARCH != ' "$DOCKER_TREE/server.go"
  grep -n 'GOARCH != ' "$DOCKER_TREE/server.go"
  case $(grep 'GOARCH != ' "$DOCKER_TREE/server.go") in
    *386*) ;;
    *) fail "The patches went in, but the sources still refuse this processor." \
      "Run the step \"Bring Docker's sources\" again, then this one." ;;
  esac
  check || fail "What was applied is not what was chosen." "Try again."
}

# title: Make a small 32-bit base system
# why: An image is just the files of a small system; this collects them from the same mirror that the server itself uses.
# root: yes
# minutes: 8
# disk: 450
# memory: 256
# undo: rm -r the folder rootfs-SUITE in /var/lib/drydock
# relogin: no

# shellcheck disable=SC2154  # the prelude's functions answer in variables

ROOTFS=$STATE_DIR/rootfs-$SUITE
ROOTFS_MB=450

check() {
  # Only a finished one ever gets this name.
  [ -d "$ROOTFS" ] && [ -x "$ROOTFS/usr/bin/apt-get" ] && [ -f "$ROOTFS/etc/debian_version" ] ||
    return 1
}

# What debootstrap mounted for its own use is mounted still if it was interrupted.
let_go() {
  mounts_in "$ROOTFS.partial"
  while IFS= read -r mount_point; do
    [ -z "$mount_point" ] || run umount "$mount_point" || run umount -l "$mount_point" || :
  done <<END_OF_MOUNTS
$mounts
END_OF_MOUNTS
}

# Removes what an interrupted try left.
remove_partial() {
  [ -e "$ROOTFS.partial" ] || return 0
  let_go
  say "Removing $ROOTFS.partial."
  remove_tree "$ROOTFS.partial"
}

base_failed() {
  free_mb "$STATE_DIR"
  base_left=$free_mb
  base_log=
  if [ -f "$ROOTFS.partial/debootstrap/debootstrap.log" ]; then
    base_log=$(tail -n 15 "$ROOTFS.partial/debootstrap/debootstrap.log")
    say "The last lines of debootstrap's own log:"
    printf '%s\n' "$base_log"
  fi
  case $base_log in
    *'No space left'* | *'not enough free space'*) base_left=0 ;;
  esac
  remove_partial
  if [ "$base_left" -lt 40 ]; then
    free_mb "$STATE_DIR"
    fail "The disk ran full while the small system was being made." \
      "It needs about $ROOTFS_MB MB on the disk of $STATE_DIR; $free_mb MB are free now that the" \
      "unfinished part has been removed. Free some space there, then try again."
  fi
  fail "$BASE_TOOL stopped before the small system was complete (see above)." \
    "If files could not be fetched: see that the server reaches $MIRROR, then try again." \
    "The unfinished part has been removed."
}

apply() {
  have "$BASE_TOOL" || fail "The program $BASE_TOOL is not installed." \
    "Run the step \"Install Docker\" again, which brings it along."
  mkdir -p "$STATE_DIR"
  if [ -e "$ROOTFS.partial" ]; then
    say "An earlier try was interrupted; what it left cannot be trusted and is made anew."
    remove_partial
  fi
  if [ -e "$ROOTFS" ]; then
    fail "$ROOTFS is there, but is not a complete system." \
      "Drydock did not make it that way. Move it away, then try again."
  fi
  need_disk "$STATE_DIR" "$ROOTFS_MB" "a small system"
  # A container needs the certificates to fetch from a mirror over https.
  set -- --variant=minbase
  case "$MIRROR $SOURCES" in
    *https://*) set -- "$@" --include=ca-certificates ;;
  esac
  if [ "$BASE_TOOL" = mmdebstrap ]; then
    run mmdebstrap "$@" --architectures="$ARCH" \
      "$SUITE" "$ROOTFS.partial" "$MIRROR" || base_failed
  else
    run debootstrap "$@" --arch="$ARCH" \
      "$SUITE" "$ROOTFS.partial" "$MIRROR" || base_failed
  fi
  rm -f "$ROOTFS.partial"/var/cache/apt/archives/*.deb
}

verify() {
  if [ -d "$ROOTFS.partial" ]; then
    run chroot "$ROOTFS.partial" /usr/bin/dpkg --audit
    run chroot "$ROOTFS.partial" /usr/bin/apt-get check
    # To the disk before the name that says "complete".
    sync
    mv "$ROOTFS.partial" "$ROOTFS"
  fi
  run du -sh "$ROOTFS"
}

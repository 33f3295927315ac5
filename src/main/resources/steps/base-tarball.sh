# title: Pack the base system into one file
# why: Docker takes in a system as one packed file, and you can carry that file to other servers.
# root: yes
# minutes: 1.2
# disk: 130
# memory: 64
# undo: rm the files SUITE-base32.tgz and SUITE-base32.tgz.made-of in /var/lib/drydock
# relogin: no
# uses: packed

# shellcheck disable=SC2154  # the prelude's functions answer in variables

ROOTFS=$STATE_DIR/rootfs-$SUITE

# The system's proof, and the sources, which are written after it was proven.
sources_sum() {
  sources_sum=$(cat "$ROOTFS.proof" "$ROOTFS/etc/apt/sources.list" | cksum)
}

# Reads the whole file, which takes an old server some seconds: its size does not tell damage.
check() {
  [ -f "$ROOTFS.proof" ] && [ -f "$ROOTFS/etc/apt/sources.list" ] && packed_noted || return 1
  sources_sum
  [ "$packed_of" = "$sources_sum" ] && packed_whole || return 1
}

apply() {
  [ -f "$ROOTFS.proof" ] || fail "The small system is not there yet, or not proven." \
    "Run the step \"Make a small 32-bit base system\" first."
  # What is mounted in there would be packed, too.
  need_unmounted "$ROOTFS"
  rm -f "$TARBALL.partial" "$PACKED_NOTE"
  need_disk "$STATE_DIR" 130 "the packed system"
  if ! run tar -c -z -f "$TARBALL.partial" -C "$ROOTFS" . || ! run gzip -t "$TARBALL.partial"; then
    rm -f "$TARBALL.partial"
    free_mb "$STATE_DIR"
    fail "The system could not be packed (see above); the unfinished file has been removed." \
      "$free_mb MB are free on the disk of $STATE_DIR; about 130 MB are needed. Try again."
  fi
  sync
  mv -f "$TARBALL.partial" "$TARBALL"
  chmod 0644 "$TARBALL"
  show sha256sum "$TARBALL"
  tarball_sha=$(sha256 <"$TARBALL")
  printf '%s  %s\n' "$tarball_sha" "$TARBALL"
  sources_sum
  printf '%s\n%s\n%s\n' "$tarball_sha" "$(($(wc -c <"$TARBALL")))" "$sources_sum" |
    keep "$PACKED_NOTE"
}

verify() {
  run ls -l "$TARBALL"
  check || fail "The packed system $TARBALL is not what was written: is the disk failing?" \
    "Look at dmesg, then try again."
}

# title: Pack the base system into one file
# why: Docker takes in a system as one packed file, and you can carry that file to other servers.
# root: yes
# minutes: 1.2
# disk: 130
# memory: 64
# undo: rm the files SUITE-base32.tgz and SUITE-base32.tgz.made-of in /var/lib/drydock
# relogin: no

# shellcheck disable=SC2154  # the prelude's functions answer in variables

ROOTFS=$STATE_DIR/rootfs-$SUITE
TARBALL=$STATE_DIR/$SUITE-base32.tgz

# The note beside the file holds: its SHA-256, its size in bytes, and the sum of the sources in it.
sources_sum() {
  sources_sum=$(cksum <"$ROOTFS/etc/apt/sources.list")
}

check() {
  [ -f "$TARBALL" ] && [ -f "$TARBALL.made-of" ] && [ -f "$ROOTFS/etc/apt/sources.list" ] ||
    return 1
  { read -r _ && read -r tarball_size && read -r tarball_sources; } <"$TARBALL.made-of" || return 1
  sources_sum
  [ "$(($(wc -c <"$TARBALL")))" = "$tarball_size" ] && [ "$tarball_sources" = "$sources_sum" ] ||
    return 1
}

apply() {
  [ -d "$ROOTFS" ] || fail "The small system is not there yet." \
    "Run the step \"Make a small 32-bit system\" first."
  rm -f "$TARBALL.partial" "$TARBALL.made-of"
  need_disk "$STATE_DIR" 130 "the packed system"
  if ! run tar -c -z -f "$TARBALL.partial" -C "$ROOTFS" .; then
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
    keep "$TARBALL.made-of"
}

verify() {
  run gzip -t "$TARBALL"
  run ls -l "$TARBALL"
}

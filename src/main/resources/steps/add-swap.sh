# title: Add a swap file
# why: With little memory, installing and building get killed half-way; swap space on the disk lets them finish.
# root: yes
# minutes: 1.5
# bound: disk
# disk: 1024
# memory: 0
# undo: swapoff /var/lib/drydock/swapfile; remove its line from /etc/fstab; rm /var/lib/drydock/swapfile
# relogin: no

# shellcheck disable=SC2154  # the prelude's functions answer in variables

SWAP_FILE=$STATE_DIR/swapfile

swap_active() {
  while read -r swap_name _; do
    [ "$swap_name" != "$SWAP_FILE" ] || return 0
  done </proc/swaps
  return 1
}

swap_in_fstab() {
  while read -r fstab_what _; do
    [ "$fstab_what" != "$SWAP_FILE" ] || return 0
  done </etc/fstab
  return 1
}

check() {
  if swap_active; then
    swap_in_fstab || return 1
    return 0
  fi
  meminfo MemTotal
  swap_total=$meminfo
  meminfo SwapTotal
  [ $(((swap_total + meminfo) / 1024)) -ge "$ENOUGH_MEMORY_MB" ] || return 1
}

apply() {
  mkdir -p "$STATE_DIR"
  if ! swap_active; then
    # Whatever an interrupted try left is made anew: its blocks may be missing.
    rm -f "$SWAP_FILE" "$SWAP_FILE.partial"
    need_disk "$STATE_DIR" $((SWAP_MB + 64)) "a swap file of $SWAP_MB MB"
    # Written out, not fallocate: the kernel refuses a swap file with holes.
    if ! (umask 077 && run dd if=/dev/zero of="$SWAP_FILE.partial" bs=1048576 count="$SWAP_MB"); then
      rm -f "$SWAP_FILE.partial"
      fail "The swap file could not be written (see above), and was removed again." \
        "Free some disk space or choose a smaller swap file, then try again."
    fi
    run mkswap "$SWAP_FILE.partial"
    mv "$SWAP_FILE.partial" "$SWAP_FILE"
    run swapon "$SWAP_FILE" ||
      fail "The kernel did not take the swap file (see above)." \
        "Some file systems cannot hold one. Add swap on a partition of its own, then go on."
  fi
  if ! swap_in_fstab; then
    say "Adding it to /etc/fstab, so that it is there after a restart."
    cp -p /etc/fstab /etc/fstab.drydock
    if [ -n "$(tail -c 1 /etc/fstab)" ]; then
      echo >>/etc/fstab.drydock
    fi
    printf '%s none swap sw 0 0\n' "$SWAP_FILE" >>/etc/fstab.drydock
    # To the disk before it gets the name: a server with an empty /etc/fstab does not boot.
    sync
    mv /etc/fstab.drydock /etc/fstab
  fi
}

verify() {
  run cat /proc/swaps
  swap_active || fail "The swap file is not in use after all." "Look at: dmesg | tail"
}

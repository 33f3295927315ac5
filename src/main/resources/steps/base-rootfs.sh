# title: Make a small 32-bit base system
# why: An image is just the files of a small system; this collects them from the same mirror that the server itself uses.
# root: yes
# minutes: 8
# disk: 450
# memory: 256
# undo: rm -r the folder rootfs-SUITE and the file rootfs-SUITE.proof in /var/lib/drydock
# relogin: no

# shellcheck disable=SC2154  # the prelude's functions answer in variables

ROOTFS=$STATE_DIR/rootfs-$SUITE
ROOTFS_MB=450

# The note beside the system, written when it was proven: what base_print said of it.
PROOF=$ROOTFS.proof

# The proof itself reads every file. This takes some seconds at most, and notices a file that is gone,
# emptied by a power cut, or written to since.
check() {
  [ -d "$ROOTFS" ] && [ -f "$PROOF" ] || return 1
  read -r base_noted <"$PROOF" || return 1
  [ "$base_noted" = "$(base_print "$ROOTFS")" ] || return 1
}

# base_known: what dpkg, in the system that is the current folder, knows of its files: each one's
# name ("./bin/sh"), and a line as md5sum wants it for those whose contents it knows. It has no sums
# of configuration files, which may be changed.
base_known() {
  set -- var/lib/dpkg/info/*.list
  for base_sums in var/lib/dpkg/info/*.md5sums; do
    [ ! -f "$base_sums" ] || set -- "$@" "$base_sums"
  done
  [ ! -f var/lib/dpkg/diversions ] || set -- var/lib/dpkg/diversions "$@"
  awk '
    # Three lines each: the name, its new name, and the package that keeps the old one.
    FILENAME ~ /diversions$/ {
      if (FNR % 3 == 1) from = $0
      else if (FNR % 3 == 2) diverted[from] = $0
      else keeper[from] = $0
      next
    }
    FNR == 1 {
      package = FILENAME
      sub(/.*\//, "", package)
      sums = sub(/\.md5sums$/, "", package)
      sub(/\.list$/, "", package)
      owner = package
      sub(/:.*/, "", owner)
    }
    {
      sum = ""
      name = $0
      if (sums) {
        sum = substr($0, 1, 32) "  "
        name = substr($0, 35)
        sub(/^(\.?\/)?/, "/", name)
        # Another package has taken it over since.
        if (!((package, name) in owned)) next
      } else owned[package, name] = 1
      if (name in diverted && keeper[name] != owner) name = diverted[name]
      # Made anew at each start; and the old names of it are links that lead out of the system.
      if (name ~ /^(\/var)?\/(run|lock)\//) next
      if ((sum, name) in seen) next
      seen[sum, name] = 1
      print sum "." name
    }' "$@"
}

# base_files COMMAND ARG...: given the name of each file that dpkg knows.
base_files() {
  base_known | sed -n '/^\./s/./\\&/gp' | xargs "$@"
}

# base_print SYSTEM: a sum of what dpkg knows, of each file's mode, owner, and size or aim, and of
# which were written after dpkg's last work. Of a folder only that it is there: apt works in some.
base_print() {
  (cd "$1" && {
    cat var/lib/dpkg/status
    base_known
    base_files ls -ldn | awk '{
      facts = /^d/ ? "d" : substr($1, 1, 10) " " $3 " " $4 " " $5
      $1 = $2 = $3 = $4 = $5 = $6 = $7 = $8 = ""
      print facts $0
    }' | sort
    # shellcheck disable=SC2016  # for the inner shell
    base_files sh -c 'find "$@" -prune -type f -newer var/lib/dpkg/status' sh | sort
  } 2>/dev/null | sha256)
}

# base_faults: what in the current folder is not as dpkg says, one a line.
base_faults() {
  [ ! -d debootstrap ] || printf '%s\n' "debootstrap has not finished."
  awk -F ': ' '
    function tell() {
      if (name != "") print name, architecture, status
      name = ""
    }
    $1 == "Package" { name = $2 }
    $1 == "Architecture" { architecture = $2 }
    $1 == "Status" { status = $2 }
    /^$/ { tell() }
    END { tell() }' var/lib/dpkg/status 2>&1 | {
    base_packages=0
    while read -r base_package base_arch base_status; do
      base_packages=$((base_packages + 1))
      [ "$base_status" = "install ok installed" ] ||
        printf '%s\n' "The package $base_package is not installed whole: $base_status"
      [ -s "var/lib/dpkg/info/$base_package.list" ] ||
        [ -s "var/lib/dpkg/info/$base_package:$base_arch.list" ] ||
        printf '%s\n' "The list of what belongs to the package $base_package is gone."
    done
    [ "$base_packages" -gt 0 ] || printf '%s\n' "dpkg knows of no packages."
  }
  { base_files ls -ldn >/dev/null; } 2>&1 || :
  # Counted, so that no contents at all are no proof.
  base_sums=$(base_known | grep -c -v '^\.') || :
  base_known | grep -v '^\.' | md5sum -c - 2>&1 | awk -v sums="$base_sums" '
    /: OK$/ { right++; next }
    { print }
    END { if (!right || right != sums) print right + 0 " of " sums " files have the right contents." }'
}

# base_whole SYSTEM: proves it by what dpkg says its packages and files are. That all was looked at
# must be said, too: no faults found is no proof where the search broke off.
base_whole() {
  run chroot "$1" /usr/bin/dpkg --audit && run chroot "$1" /usr/bin/apt-get check || return 1
  say "Comparing every file with what dpkg says of it."
  base_faults=$(cd "$1" && base_faults && echo "Looked at all.") || :
  [ "$base_faults" != "Looked at all." ] || return 0
  printf '%s\n' "$base_faults" | head -n 20
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
    [ -d "$ROOTFS/var/lib/dpkg" ] ||
      fail "$ROOTFS is there, but is not a system." \
        "Drydock did not make it that way. Move it away, then try again."
    # Made before there were proofs, or with packages that somebody added: that is whole, too.
    say "A small system is there, but as it is it has not been proven."
    if base_whole "$ROOTFS"; then
      return 0
    fi
    say "It is not whole, and is made anew."
    need_unmounted "$ROOTFS"
    rm -f "$PROOF"
    mv "$ROOTFS" "$ROOTFS.partial"
    remove_partial
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
    let_go
    if ! base_whole "$ROOTFS.partial"; then
      remove_partial
      fail "The small system was made, but is not what dpkg says it is (see above); it was removed." \
        "Its files were damaged on the way or by the disk: look at dmesg, then try again."
    fi
    # To the disk before the name that says "complete".
    sync
    mv "$ROOTFS.partial" "$ROOTFS"
  fi
  base_print "$ROOTFS" | keep "$PROOF"
  run du -sh "$ROOTFS"
}

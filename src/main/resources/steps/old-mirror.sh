# title: Turn to the archive of old releases
# why: This release is no longer on Ubuntu's mirrors; its packages are kept in an archive of old releases.
# root: yes
# minutes: 0.1
# disk: 1
# memory: 0
# undo: mv /etc/apt/sources.list.before-drydock /etc/apt/sources.list
# relogin: no

SOURCES_LIST=/etc/apt/sources.list

# Whether every entry of the distribution's own hosts points to the archive already.
check() {
  while read -r old_word old_rest; do
    case $old_word in
      deb | deb-src) ;;
      *) continue ;;
    esac
    case $old_rest in
      *://archive.ubuntu.com/* | *://*.archive.ubuntu.com/* | *://security.ubuntu.com/*) return 1 ;;
    esac
  done <"$SOURCES_LIST"
}

apply() {
  [ -e "$SOURCES_LIST.before-drydock" ] || run cp -p "$SOURCES_LIST" "$SOURCES_LIST.before-drydock"
  old_archive=${MIRROR%/}
  show sed "s,the distribution's hosts,$old_archive," "$SOURCES_LIST"
  sed "s,[a-z]*://[a-z.]*archive\.ubuntu\.com/ubuntu/*,$old_archive/,
s,[a-z]*://security\.ubuntu\.com/ubuntu/*,$old_archive/," "$SOURCES_LIST" >"$SOURCES_LIST.new"
  # To the disk before it gets the name: an empty list would count as one without old mirrors.
  sync
  run mv -f "$SOURCES_LIST.new" "$SOURCES_LIST"
  rm -f "$STATE_DIR/apt-index"
}

verify() {
  run cat "$SOURCES_LIST"
  check || fail "$SOURCES_LIST still names mirrors that no longer have this release." \
    "Edit it by hand, then go on."
}

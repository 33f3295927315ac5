# title: Set its package sources
# why: A fresh small system only knows the release as it came out; these entries add its security fixes and updates.
# root: yes
# minutes: 0.5
# disk: 20
# memory: 64
# undo: It is a file in the small system: etc/apt/sources.list
# relogin: no

ROOTFS=$STATE_DIR/rootfs-$SUITE
SOURCES_FILE=$ROOTFS/etc/apt/sources.list

# The suites that belong to $SUITE.
sources_suites() {
  case $SUITE in
    # Debian's security suite had another name before Debian 11.
    squeeze | wheezy | jessie | stretch | buster) security_suite=$SUITE/updates ;;
    *) security_suite=$SUITE-security ;;
  esac
  sources_suites="$SUITE $security_suite $SUITE-updates $SUITE-backports"
}

# own_line SUITE: sets $own_line to the server's own entry for it (without options), or to nothing,
# and $own_components to its sections.
own_line() {
  own_line=
  own_components=
  while read -r own_word own_rest; do
    [ "$own_word" = deb ] || continue
    case $own_rest in
      '['*) own_rest=${own_rest#*]} ;;
    esac
    # shellcheck disable=SC2086  # splits an entry into its words
    set -- "$1" $own_rest
    [ $# -ge 4 ] || continue
    own_uri=$2
    own_suite=${3%/}
    [ "$own_suite" = "$1" ] || continue
    case $own_uri in
      # Others point at files of the server, which a container does not see.
      http://* | https://* | ftp://*) ;;
      *) continue ;;
    esac
    shift 3
    own_components=$*
    own_line="deb $own_uri $own_suite $own_components"
    return 0
  done <<END_OF_SOURCES
$SOURCES
END_OF_SOURCES
}

# What the file was made from: when that changes, it is made anew.
sources_key() {
  sources_suites
  sources_key=$(
    printf '%s %s %s\n' "$MIRROR" "$SUITE" "$DISTRIBUTION"
    for key_suite in $sources_suites; do
      own_line "$key_suite"
      printf '%s\n' "$own_line"
    done
  )
  sources_key=$(printf '%s\n' "$sources_key" | cksum)
}

check() {
  [ -f "$SOURCES_FILE" ] || return 1
  sources_key
  read -r sources_first <"$SOURCES_FILE" || return 1
  [ "$sources_first" = "# Written by Drydock from the server's own sources ($sources_key)" ] ||
    return 1
}

# serves LINE: whether apt, inside the small system, can fetch and trust that entry.
serves() {
  printf '%s\n' "$1" >"$ROOTFS/etc/apt/drydock-try.list"
  serves_rc=0
  run chroot "$ROOTFS" /usr/bin/apt-get update -o Acquire::Languages=none \
    -o Dir::Etc::SourceList=/etc/apt/drydock-try.list -o Dir::Etc::SourceParts=/dev/null \
    -o APT::Update::Error-Mode=any || serves_rc=$?
  rm -f "$ROOTFS/etc/apt/drydock-try.list"
  return "$serves_rc"
}

apply() {
  [ -d "$ROOTFS" ] || fail "The small system is not there yet." \
    "Run the step \"Make a small 32-bit base system\" first."
  # apt's lists in there will be removed.
  need_unmounted "$ROOTFS/var/lib/apt/lists"
  sources_key
  own_line "$SUITE"
  main_components=${own_components:-main}
  # The main entry needs no trial: the system was just made from it.
  sources_text="# Written by Drydock from the server's own sources ($sources_key)
deb $MIRROR $SUITE $main_components"
  for wanted_suite in $sources_suites; do
    [ "$wanted_suite" != "$SUITE" ] || continue
    own_line "$wanted_suite"
    wanted_line=$own_line
    if [ -z "$wanted_line" ]; then
      wanted_uri=$MIRROR
      # Debian keeps its security suite in a sister archive; others keep all in one.
      if [ "$wanted_suite" = "$security_suite" ] && [ "$DISTRIBUTION" = debian ]; then
        wanted_uri=${MIRROR%/}
        wanted_uri=${wanted_uri%/debian}/debian-security
      fi
      wanted_line="deb $wanted_uri $wanted_suite $main_components"
    fi
    if serves "$wanted_line"; then
      sources_text="$sources_text
$wanted_line"
    elif [ -n "$own_line" ]; then
      say "The server's own entry for $wanted_suite does not work just now (see apt's lines above)." \
        "It is written as a comment: otherwise every apt-get update in a container would fail."
      sources_text="$sources_text
# Did not work when this was written; take away the # when it does:
# $wanted_line"
    else
      say "There is no $wanted_suite on this mirror: left out."
    fi
  done
  sources_forget_lists
  show tee "$SOURCES_FILE"
  printf '%s\n' "$sources_text" | tee "$SOURCES_FILE.new"
  mv -f "$SOURCES_FILE.new" "$SOURCES_FILE"
}

# An image is smaller without the lists, and the first apt-get update brings newer ones.
sources_forget_lists() {
  find "$ROOTFS/var/lib/apt/lists" -type f -exec rm -f {} +
  rm -f "$ROOTFS"/var/cache/apt/*.bin
}

verify() {
  # apt itself reads the file: a malformed line is an error here, not later in a container.
  show chroot "$ROOTFS" /usr/bin/apt-get indextargets
  chroot "$ROOTFS" /usr/bin/apt-get indextargets >/dev/null ||
    fail "apt does not accept the package sources written above." \
      "Look at the deb lines of the server's own /etc/apt/sources.list."
}

# ---- The packed base system ----
# The note beside the file holds: its SHA-256, its size in bytes, and the sum of what is in it.
# shellcheck disable=SC2034  # no step uses all of them
TARBALL=$STATE_DIR/$SUITE-base32.tgz
PACKED_NOTE=$TARBALL.made-of

# packed_noted: sets $packed_sum, $packed_size and $packed_of to what the note says; false if there
# is none.
packed_noted() {
  packed_sum=
  packed_size=
  packed_of=
  [ -f "$PACKED_NOTE" ] || return 1
  { read -r packed_sum && read -r packed_size && read -r packed_of; } <"$PACKED_NOTE"
}

# packed_whole: whether the file is what was packed, to the last byte.
packed_whole() {
  packed_noted && [ -f "$TARBALL" ] || return 1
  [ "$(($(wc -c <"$TARBALL")))" = "$packed_size" ] && [ "$(sha256 <"$TARBALL")" = "$packed_sum" ]
}

# need_packed: ends the step unless it is whole.
need_packed() {
  packed_noted || fail "There is no packed system to import." \
    "Run the step \"Pack the base system into one file\" first."
  show sha256sum "$TARBALL"
  packed_whole ||
    fail "The packed system $TARBALL is not what was packed: a power cut or the disk damaged it." \
      "Run the step \"Pack the base system into one file\" again."
}

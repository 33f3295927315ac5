# ---- Sources that are sent, or cloned ----
# $SENDS has what the recipe pins, one source a line: name, commit, address, tag, folder of the
# repository ("-" for none). $DRYDOCK_SENT has what Drydock brought and proved for this run: name,
# SHA-256, bytes, file. A tree keeps a note of what it is in the file .drydock-source.
# shellcheck disable=SC2154  # the prelude's functions answer in variables

# source_pin NAME: sets $source_commit, $source_url, $source_tag, $source_part.
source_pin() {
  while read -r pin_name source_commit source_url source_tag source_part; do
    [ "$pin_name" != "$1" ] || return 0
  done <<END_OF_PINS
$SENDS
END_OF_PINS
  fail "This plan does not say which sources \"$1\" are." "Make a new plan on the Route page."
}

# source_sent NAME: sets $sent_sum, $sent_bytes, $sent_file; false if nothing was sent.
source_sent() {
  while read -r sent_name sent_sum sent_bytes sent_file; do
    [ "$sent_name" != "$1" ] || return 0
  done <<END_OF_SENT
${DRYDOCK_SENT:-}
END_OF_SENT
  return 1
}

# source_placed NAME FOLDER: whether FOLDER holds the pinned sources, whole.
source_placed() {
  source_pin "$1"
  [ -f "$2/.drydock-source" ] || return 1
  read -r placed_name placed_commit placed_part _ <"$2/.drydock-source" || return 1
  [ "$placed_name $placed_commit $placed_part" = "$1 $source_commit $source_part" ]
}

# source_unpack NAME FOLDER: the pinned sources into FOLDER.partial, for source_settle.
source_unpack() {
  source_pin "$1"
  if [ -e "$2" ] && [ ! -f "$2/.drydock-source" ]; then
    fail "$2 is there already, and Drydock did not put it there." "Move it away, then try again."
  fi
  remove_tree "$2.partial"
  run mkdir -p "$2.partial"
  if source_sent "$1"; then
    source_untar "$1" "$2.partial"
  elif [ "$FETCH_BY" = "the server" ]; then
    source_clone "$1" "$2.partial"
  else
    fail "The sources of $1 have not been sent." "Try again: Drydock sends them before the step."
  fi
}

source_untar() {
  say "Drydock sent $1, commit $source_commit: $sent_bytes bytes, SHA-256 $sent_sum."
  if [ ! -f "$sent_file" ] || [ "$(($(wc -c <"$sent_file")))" != "$sent_bytes" ]; then
    fail "What was sent is not there any more: $sent_file." "Try again: it is sent anew."
  fi
  if ! run tar -x -f "$sent_file" -C "$2"; then
    remove_tree "$2"
    free_mb "${2%/*}"
    fail "The sources could not be unpacked (see above); what came of them was removed." \
      "$free_mb MB are free on the disk of ${2%/*}. Try again."
  fi
  printf '%s %s %s %s\n' "$1" "$source_commit" "$source_part" "$sent_sum" >"$2/.drydock-source"
}

source_clone() {
  have git || fail "There is no git on this server." "Run the step \"Install the build tools\" again."
  source_ref=$source_commit
  [ "$source_tag" = - ] || source_ref=refs/tags/$source_tag
  source_folder=$source_commit
  [ "$source_part" = - ] || source_folder=$source_commit:$source_part
  remove_tree "$2.git"
  run git init -q --bare "$2.git"
  if ! run git --git-dir="$2.git" fetch -q --depth 1 "$source_url" "$source_ref"; then
    remove_tree "$2.git" "$2"
    fail "This server could not fetch $source_url (see git's lines above)." \
      "See that it reaches that address, or choose on the Route page that this computer fetches."
  fi
  source_found=$(git --git-dir="$2.git" rev-parse 'FETCH_HEAD^{commit}')
  if [ "$source_found" != "$source_commit" ]; then
    remove_tree "$2.git" "$2"
    fail "The tag $source_tag of $source_url has been moved: it leads to commit $source_found," \
      "but the sources checked for this route are commit $source_commit." \
      "Nothing was taken from there. Find out why it was changed before you go on."
  fi
  show git --git-dir="$2.git" archive --format=tar "$source_folder"
  if ! git --git-dir="$2.git" archive --format=tar -o "$2.tar" "$source_folder" ||
    ! run tar -x -f "$2.tar" -C "$2"; then
    remove_tree "$2.git" "$2.tar" "$2"
    fail "The sources could not be unpacked (see above); what came of them was removed." "Try again."
  fi
  remove_tree "$2.git" "$2.tar"
  printf '%s %s %s -\n' "$1" "$source_commit" "$source_part" >"$2/.drydock-source"
}

# source_settle NAME FOLDER: FOLDER.partial takes FOLDER's place, at one stroke.
source_settle() {
  if [ -e "$2" ]; then
    # Ours, of another commit: source_unpack has looked.
    remove_tree "$2.old"
    mv "$2" "$2.old"
  fi
  # To the disk before the name that says "complete".
  sync
  run mv "$2.partial" "$2"
  remove_tree "$2.old"
  if source_sent "$1"; then
    rm -f "$sent_file"
  fi
}

# source_place NAME FOLDER: both, unless FOLDER has them already.
source_place() {
  source_placed "$1" "$2" && return 0
  source_unpack "$1" "$2"
  source_settle "$1" "$2"
}

# title: Bring Docker's sources
# why: Docker 0.6.1 and the four libraries it needs, at the very commits its makers built it with, and the patches that let it run here.
# root: no
# minutes: 0.5
# bound: network
# disk: 60
# memory: 32
# undo: rm -r drydock-go/src and drydock-go/patches in your home folder
# relogin: no
# sends: docker pty mux context net archive-tar patches
# uses: sources go

SOURCE_ROOT=$GO_PATH/src

# A name and its place a line. dotcloud/tar is gone; it was an early copy of what became
# archive/tar in Go 1.2.
PLACES="docker $DOCKER_TREE
pty $SOURCE_ROOT/github.com/kr/pty
mux $SOURCE_ROOT/github.com/gorilla/mux
context $SOURCE_ROOT/github.com/gorilla/context
net $SOURCE_ROOT/code.google.com/p/go.net
archive-tar $SOURCE_ROOT/github.com/dotcloud/tar
patches $GO_PATH/patches"

check() {
  while read -r place_name place_folder; do
    source_placed "$place_name" "$place_folder" || return 1
  done <<END_OF_PLACES
$PLACES
END_OF_PLACES
}

apply() {
  need_disk "$LOGIN_HOME" 100 "Docker's sources"
  run mkdir -p "$GO_PATH/bin" "$SOURCE_ROOT"
  while read -r place_name place_folder <&3; do
    mkdir -p "${place_folder%/*}"
    source_place "$place_name" "$place_folder"
  done 3<<END_OF_PLACES
$PLACES
END_OF_PLACES
}

verify() {
  check || fail "Not all of the sources are there." "Try again."
  run du -sh "$SOURCE_ROOT" "$GO_PATH/patches"
}

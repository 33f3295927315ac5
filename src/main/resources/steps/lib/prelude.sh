# ---- What every step may use ----
# shellcheck disable=SC2034  # functions answer in variables, which spares a fork each
STATE_DIR=/var/lib/drydock

# say TEXT...: a remark between the commands, one line each.
say() {
  printf '# %s\n' "$@"
}

# fail TEXT...: what happened, why, what to do. Ends the step.
fail() {
  printf '! %s\n' "$@" >&2
  exit 1
}

# quoted WORD: sets $quoted to WORD as a person would type it. Forks nothing.
quoted() {
  case $1 in
    '' | *[!A-Za-z0-9_@%+=:,./-]*) ;;
    *) quoted=$1; return 0 ;;
  esac
  quoted_rest=$1
  quoted="'"
  while :; do
    case $quoted_rest in
      *\'*)
        quoted="$quoted${quoted_rest%%\'*}'\\''"
        quoted_rest=${quoted_rest#*\'}
        ;;
      *) break ;;
    esac
  done
  quoted="$quoted$quoted_rest'"
}

# show COMMAND ARG...: prints the command as typed.
show() {
  show_line='$'
  for show_word in "$@"; do
    quoted "$show_word"
    show_line="$show_line $quoted"
  done
  printf '%s\n' "$show_line"
}

# run COMMAND ARG...: prints it, then runs it.
run() {
  show "$@"
  "$@"
}

# have PROGRAM: whether it is there.
have() {
  command -v "$1" >/dev/null 2>&1
}

# briefly COMMAND ARG...: at most 60 seconds, so that a stuck daemon cannot hold up a look.
briefly() {
  if have timeout; then
    timeout 60 "$@"
  else
    "$@"
  fi
}

# free_mb PATH: sets $free_mb to what is free there.
free_mb() {
  free_kb=$(df -P -k "$1" | while read -r _ _ _ df_free _; do printf '%s\n' "$df_free"; done)
  free_kb=${free_kb##*
}
  case $free_kb in
    '' | *[!0-9]*) free_mb=0 ;;
    *) free_mb=$((free_kb / 1024)) ;;
  esac
}

# need_disk PATH MB WHAT: ends the step unless so much is free.
need_disk() {
  free_mb "$1"
  if [ "$free_mb" -lt "$2" ]; then
    fail "The disk is too full: $3 needs $2 MB, and $free_mb MB are free on the disk of $1." \
      "Free some space there (see: du -xh / | sort -h | tail), then try again."
  fi
}

# meminfo KEY: sets $meminfo to that line's kB of /proc/meminfo, 0 if there is none.
meminfo() {
  meminfo=0
  while read -r meminfo_key meminfo_kb _; do
    if [ "$meminfo_key" = "$1:" ]; then
      meminfo=$meminfo_kb
      break
    fi
  done </proc/meminfo
}

# apt_lock_holder: sets $holder to the process that has apt's or dpkg's lock, or to nothing.
apt_lock_holder() {
  holder=
  for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock \
    /var/cache/apt/archives/lock; do
    [ -e "$lock" ] || continue
    inode=$(ls -i "$lock")
    inode=${inode%% *}
    while read -r _ _ _ _ lock_pid lock_file _; do
      case $lock_file in
        *:"$inode")
          holder=$lock_pid
          if [ -r "/proc/$lock_pid/comm" ]; then
            read -r lock_name <"/proc/$lock_pid/comm" || lock_name=
            holder="$lock_name ($lock_pid)"
          fi
          return 0
          ;;
      esac
    done </proc/locks
  done
}

# wait_for_apt: until no other program manages packages, 15 minutes at most.
wait_for_apt() {
  waited=0
  while :; do
    apt_lock_holder
    [ -n "$holder" ] || return 0
    if [ "$waited" -ge 900 ]; then
      fail "Another program is managing packages on this server: $holder." \
        "It has not finished in 15 minutes. Wait for it or end it, then try again."
    fi
    [ $((waited % 60)) -ne 0 ] || say "Waiting for $holder, which is managing packages just now."
    sleep 5
    waited=$((waited + 5))
  done
}

# finish_packages: completes what an interrupted installation (a power cut, for example) left half
# done; changes nothing where there is none. dpkg keeps its journal of such a one in "updates".
finish_packages() {
  [ -n "$(dpkg --audit 2>/dev/null)" ] || [ -n "$(ls /var/lib/dpkg/updates 2>/dev/null)" ] ||
    return 0
  say "An earlier installation was interrupted; finishing it first."
  run env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a \
    dpkg --force-confdef --force-confold --configure -a ||
    say "Not all of it could be finished; apt repairs the rest, or says why it cannot."
  wait_for_apt
}

apt_install() {
  # --no-remove: nothing that is there, such as another Docker, is thrown out unasked.
  run env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a \
    apt-get -y --no-install-recommends --no-remove \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    -o DPkg::Lock::Timeout=600 \
    install "$@"
}

# install_packages PACKAGE...: false if they could not be installed, not even with a fresh list.
install_packages() {
  wait_for_apt
  finish_packages
  ! apt_install "$@" || return 0
  # The usual cause is a list that names packages which the mirror has replaced since.
  say "That did not work; the list of packages is fetched anew for a second try."
  # Said here: a caller's || turns set -e off in here.
  rm -f "$STATE_DIR/apt-index" || return 1
  wait_for_apt
  # A fetched file that a power cut emptied keeps its length, and apt takes it for whole.
  run apt-get clean || return 1
  run apt-get update || :
  apt_install "$@"
}

# installed PACKAGE...: whether dpkg has them all.
installed() {
  # shellcheck disable=SC2016  # dpkg's own variables
  installed_list=$(dpkg-query -W -f '${Status}|${Package}\n' "$@" 2>/dev/null) || return 1
  for installed_package in "$@"; do
    case "
$installed_list
" in
      *"
install ok installed|$installed_package
"*) ;;
      *) return 1 ;;
    esac
  done
}

# engine_packages: sets $engine_packages to what the route needs from the distribution.
engine_packages() {
  engine_packages='docker.io apparmor iptables ca-certificates debootstrap'
  [ "$INIT" = systemd ] || engine_packages="$engine_packages cgroupfs-mount"
  [ "$BASE_TOOL" = debootstrap ] || engine_packages="$engine_packages $BASE_TOOL"
}

# image_facts IMAGE: sets $image_id to its id, or to nothing, and $image_tarball and $image_build to
# the labels that say what it was made of. Starting docker takes a second on an old server, so
# what was looked up for many checks at once is used where there is such.
known_images=
image_facts() {
  while read -r image_name image_id image_tarball image_build; do
    [ "$image_name" != "$1" ] || break
  done <<END_OF_IMAGES
$known_images
END_OF_IMAGES
  if [ "$image_name" != "$1" ]; then
    look_up_image "$1"
  fi
  [ "$image_id" != - ] || image_id=
}

look_up_image() {
  image_line=$(briefly docker image inspect --format '{{.Id}} {{with index .Config.Labels "dev.drydock.tarball"}}{{.}}{{else}}-{{end}} {{with index .Config.Labels "dev.drydock.build"}}{{.}}{{else}}-{{end}}' "$1" 2>/dev/null) || image_line='- - -'
  image_name=$1
  read -r image_id image_tarball image_build <<END_OF_IMAGE
$image_line
END_OF_IMAGE
}

# look_up_images IMAGE...: for all the checks that follow.
look_up_images() {
  have docker || return 0
  for look_up_name in "$@"; do
    look_up_image "$look_up_name"
    known_images="$known_images
$image_name $image_id $image_tarball $image_build"
  done
}

# sha256 of standard input, on standard output.
sha256() {
  sha256sum | { read -r sha256_sum _ && printf '%s\n' "$sha256_sum"; }
}

# mounts_in PATH: sets $mounts to what is mounted at PATH or below it, one a line, the latest first.
# The kernel names mounts by their true paths, so the folders that lead to PATH are resolved, too;
# PATH itself is not, since only the link goes when a link is removed.
mounts_in() {
  mounts=
  case ${1##*/} in
    '' | . | ..) fail "\"$1\" does not name a thing in a folder." ;;
  esac
  mounts_path=$(cd -P "${1%/*}/" && pwd -P) || fail "The folder ${1%/*} cannot be entered."
  mounts_path=${mounts_path%/}/${1##*/}
  [ -r /proc/mounts ] || fail "/proc/mounts cannot be read: what is mounted here is not known." \
    "Mount it as root (mount -t proc proc /proc), then try again."
  while read -r _ mount_point _; do
    case $mount_point in
      # Blanks and the like are written as \040.
      *\\*) mount_point=$(printf '%b.' "$mount_point") && mount_point=${mount_point%.} ;;
    esac
    case $mount_point in
      "$mounts_path" | "$mounts_path"/*)
        mounts="$mount_point
$mounts"
        ;;
    esac
  done </proc/mounts
}

# need_unmounted PATH: ends the step if anything is mounted there: what lies behind is not ours.
need_unmounted() {
  mounts_in "$1"
  [ -n "$mounts" ] || return 0
  mounts=${mounts%%
*}
  quoted "$mounts"
  fail "Another disk or folder is mounted at $mounts, and what is in it is not Drydock's." \
    "Nothing there was touched. Let go of it as root (umount $quoted), then try again."
}

# remove_tree PATH...: what is there, and nothing of another file system or behind a mount.
remove_tree() {
  for remove_path in "$@"; do
    [ -e "$remove_path" ] || [ -L "$remove_path" ] || continue
    need_unmounted "$remove_path"
    # -xdev does not see a mount of a folder of the same disk, and the list of mounts does not see
    # what is mounted from now on.
    find "$remove_path" -xdev ! -type d -exec rm -f {} + || :
    [ ! -d "$remove_path" ] || find "$remove_path" -xdev -depth -type d -exec rmdir {} + || :
    if [ -e "$remove_path" ] || [ -L "$remove_path" ]; then
      fail "$remove_path could not be removed whole (see above)." "Remove it, then try again."
    fi
  done
}

# keep FILE: standard input into FILE, whole or not at all.
keep() {
  mkdir -p "${1%/*}"
  cat >"$1.new"
  mv -f "$1.new" "$1"
}
# ---- The step ----

# ---- Docker 0.6.1's command line ----
# It has no labels, no --format and no --rm; `docker run` and `docker build` end with code 0 whatever
# happened inside. So what was made of what is noted in files, and results are asked for.
# shellcheck disable=SC2034  # no step uses all of them
OLD_ENGINE=/usr/local/bin/docker
OLD_NOTES=$LOGIN_HOME/drydock/state

# old_image NAME: sets $old_image to its full id, or to nothing; $old_parent and $old_size likewise.
old_image() {
  old_image=
  old_parent=
  old_size=
  while read -r old_key old_value _; do
    old_value=${old_value#\"}
    old_value=${old_value%,}
    old_value=${old_value%\"}
    case $old_key in
      '"id":') old_image=$old_value ;;
      '"parent":') old_parent=$old_value ;;
      '"Size":') old_size=$old_value ;;
    esac
  done <<END_OF_INSPECT
$(briefly docker inspect "$1" 2>/dev/null)
END_OF_INSPECT
}

# old_run IMAGE COMMAND...: in a new container, which is removed again. Sets $old_output to what it
# printed, and $old_rc to its exit code.
old_run() {
  old_folder=$OLD_NOTES/running.$$
  remove_tree "$old_folder"
  mkdir -p "$old_folder"
  show docker run "$@"
  # The note of the id lets its exit code be asked for: docker run itself does not tell it.
  old_output=$(docker run -cidfile "$old_folder/id" "$@" 2>&1) || :
  old_id=
  [ ! -s "$old_folder/id" ] || old_id=$(cat "$old_folder/id")
  old_rc=125
  if [ -n "$old_id" ]; then
    old_rc=$(briefly docker wait "$old_id" 2>&1) || old_rc=125
    # A client that came late has missed lines, the daemon's own log of the container has not.
    [ -n "$old_output" ] || old_output=$(briefly docker logs "$old_id" 2>&1) || :
    briefly docker rm "$old_id" >/dev/null 2>&1 || :
  fi
  remove_tree "$old_folder"
  [ -z "$old_output" ] || printf '%s\n' "$old_output"
  case $old_rc in
    '' | *[!0-9-]*) old_rc=125 ;;
  esac
}

# old_log: the daemon's last words, where there is a log that this login may read.
old_log() {
  case $INIT in
    systemd) run journalctl -u docker --no-pager -n 20 || : ;;
    upstart) [ ! -r /var/log/upstart/docker.log ] || run tail -n 20 /var/log/upstart/docker.log ;;
    *) [ ! -r /var/log/docker.log ] || run tail -n 20 /var/log/docker.log ;;
  esac
}

# old_name IMAGE: sets $old_repository and $old_tag, as docker import wants them.
old_name() {
  old_repository=$1
  old_tag=latest
  case ${1##*/} in
    *:*)
      old_repository=${1%:*}
      old_tag=${1##*:}
      ;;
  esac
}

# title: Let your login use Docker
# why: Members of the group docker may talk to the daemon, which runs as root: whoever is in it can become root here, so add nobody you would not give root to.
# root: yes
# minutes: 0.1
# disk: 0
# memory: 0
# undo: gpasswd -d LOGIN docker (with the login's name), then log out
# relogin: yes

# As the login itself: what this very session may do. As root: what the next login will get.
group_names() {
  if [ "$(id -u)" = 0 ]; then
    group_names=$(id -nG "$LOGIN")
  else
    group_names=$(id -nG)
  fi
}

check() {
  [ "$LOGIN" != root ] || return 0
  group_names
  case " $group_names " in
    *' docker '*) return 0 ;;
    *) return 1 ;;
  esac
}

apply() {
  if ! getent group docker >/dev/null; then
    run groupadd --system docker
  fi
  run usermod -a -G docker "$LOGIN"
}

verify() {
  run id "$LOGIN"
  check || fail "$LOGIN is still not in the group docker." \
    "Where accounts come from a directory (LDAP, NIS), have its keeper add the membership."
  say "It takes effect at the next login; Drydock logs in again now."
}

# title: Let your logins find Go
# why: Go and Docker are in your home folder; one line in your profile puts them on the path of every later login.
# root: no
# minutes: 0.1
# disk: 1
# memory: 0
# undo: take the line with drydock-go/environment out of .profile, .bash_profile or .bash_login in your home folder
# relogin: no
# uses: go

# shellcheck disable=SC2154  # the prelude's functions answer in variables

GO_LOGIN=$GO_PATH/environment

environment_text() {
  quoted "$GO_ROOT"
  environment_root=$quoted
  quoted "$GO_PATH"
  cat <<END_OF_ENVIRONMENT
# Written by Drydock: Go 1.1.2 and what is built with it.
GOROOT=$environment_root; GOPATH=$quoted; GO386=$GO386; CGO_ENABLED=0
export GOROOT GOPATH GO386 CGO_ENABLED
PATH=\$GOPATH/bin:\$PATH:\$GOROOT/bin; export PATH
END_OF_ENVIRONMENT
}

# Bash reads the first of these that is there, other shells .profile.
profile_file() {
  for profile_file in "$LOGIN_HOME/.bash_profile" "$LOGIN_HOME/.bash_login"; do
    [ ! -f "$profile_file" ] || return 0
  done
  profile_file=$LOGIN_HOME/.profile
}

profile_has_it() {
  profile_file
  [ -f "$profile_file" ] || return 1
  while read -r profile_line; do
    case $profile_line in
      '#'*) ;;
      *drydock-go/environment*) return 0 ;;
    esac
  done <"$profile_file"
  return 1
}

check() {
  [ -f "$GO_LOGIN" ] && [ "$(cat "$GO_LOGIN")" = "$(environment_text)" ] || return 1
  [ "$LOGIN_PATH" = no ] || profile_has_it
}

apply() {
  mkdir -p "$GO_PATH"
  show tee "$GO_LOGIN"
  environment_text | tee "$GO_LOGIN.new"
  mv -f "$GO_LOGIN.new" "$GO_LOGIN"
  if [ "$LOGIN_PATH" = yes ] && ! profile_has_it; then
    quoted "$GO_LOGIN"
    profile_addition="[ ! -r $quoted ] || . $quoted"
    say "Added to $profile_file: $profile_addition"
    if [ -f "$profile_file" ] && [ -n "$(tail -c 1 "$profile_file")" ]; then
      echo >>"$profile_file"
    fi
    printf '%s\n' "$profile_addition" >>"$profile_file"
  fi
}

verify() {
  # As a later login has it, with nothing but what the file says.
  # shellcheck disable=SC2016  # the inner shell expands it
  run env -i HOME="$LOGIN_HOME" PATH=/usr/bin:/bin sh -c '. "$1" && go version' sh "$GO_LOGIN"
}

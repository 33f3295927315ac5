# title: Calm a new C compiler
# why: Go 1.1.2 is older than this C compiler and would be refused for warnings that did not exist in 2013; a small wrapper, used for this build only, keeps it quiet.
# root: no
# minutes: 0.1
# disk: 1
# memory: 32
# undo: rm -r drydock-go/cc in your home folder
# relogin: no
# uses: go

# shellcheck disable=SC2154  # the prelude's functions answer in variables

# wrapper_needed: GCC up to 4.7 builds Go 1.1.2 as it is. Sets $gcc_version.
wrapper_needed() {
  gcc_version=$(gcc -dumpversion)
  case $gcc_version in
    [0-3].* | 4.[0-7] | 4.[0-7].*) return 1 ;;
  esac
}

check() {
  have gcc || return 1
  wrapper_needed || return 0
  [ -x "$CC_DIR/gcc" ] || return 1
  { read -r _ && read -r wrapper_line; } <"$CC_DIR/gcc" || return 1
  [ "$wrapper_line" = "# Written by Drydock for GCC $gcc_version" ]
}

# Whether the compiler and its linker take these options.
wrapper_takes() {
  printf 'int main(void) { return 0; }\n' >"$CC_DIR/try.c"
  takes_rc=0
  gcc "$@" -o "$CC_DIR/try" "$CC_DIR/try.c" 2>/dev/null || takes_rc=$?
  rm -f "$CC_DIR/try.c" "$CC_DIR/try"
  return "$takes_rc"
}

apply() {
  have gcc || fail "There is no C compiler here." "Run the step \"Install the build tools\" again."
  wrapper_needed || return 0
  run mkdir -p "$CC_DIR"
  rm -f "$CC_DIR/gcc"
  # -w: Go's build makes an error of every warning, and hundreds of new ones would bury what matters.
  # -std, -fcommon: the C of 2013. -no-pie: Go links with -r.
  wrapper_options=
  for wrapper_option in -w -std=gnu89 -fcommon -fno-pie -no-pie; do
    if wrapper_takes "$wrapper_option"; then
      wrapper_options="$wrapper_options $wrapper_option"
    else
      say "This compiler does not know $wrapper_option: left out."
    fi
  done
  show tee "$CC_DIR/gcc"
  tee "$CC_DIR/gcc.new" <<END_OF_WRAPPER
#!/bin/sh
# Written by Drydock for GCC $gcc_version
exec $(command -v gcc) "\$@"$wrapper_options
END_OF_WRAPPER
  chmod 0755 "$CC_DIR/gcc.new"
  mv -f "$CC_DIR/gcc.new" "$CC_DIR/gcc"
}

verify() {
  wrapper_needed || { say "GCC $gcc_version builds Go 1.1.2 as it is."; return 0; }
  # The kind of line that new compilers warn of, told to treat warnings as errors.
  printf 'int a[3]; int f(void) { return sizeof(a) / sizeof(char *) ? 0 : 1; } int main(void) { return f(); }\n' \
    >"$CC_DIR/try.c"
  run "$CC_DIR/gcc" -Wall -Werror -o "$CC_DIR/try" "$CC_DIR/try.c" ||
    fail "The wrapper does not keep the compiler from refusing." "Look at its lines above."
  run "$CC_DIR/try"
  rm -f "$CC_DIR/try" "$CC_DIR/try.c"
}

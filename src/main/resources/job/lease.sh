# What the scripts about a run's folder share. It lies beside the jobs, in $HOME/.drydock/runs.
#
# DD_RUN    the run's id
# DD_TOKEN  names the one who asks
#
# Who executes a run holds its lease: the file lease.N with the highest N names the holder. It is
# made as a hard link, which fails where there is one: of two who want to be the next, one is. In
# `beat` the holder says now and then that it lives, by the server's own uptime: wall clocks jump.

run_place() {
  DD_FOLDER=$HOME/.drydock/runs/$DD_RUN
}

# Sets GENERATION (0: nobody ever had it), OWNER, SINCE, LEASE_BOOT and LABEL.
read_lease() {
  GENERATION=0 OWNER='' SINCE='' LEASE_BOOT='' LABEL=''
  set +f
  for entry in "$DD_FOLDER"/lease.*; do
    entry=${entry##*/lease.}
    if number "$entry" && [ "$entry" -gt "$GENERATION" ]; then GENERATION=$entry; fi
  done
  set -f
  if [ "$GENERATION" -gt 0 ]; then
    read -r version OWNER SINCE LEASE_BOOT LABEL rest 2> /dev/null < "$DD_FOLDER/lease.$GENERATION"
    number "$SINCE" || SINCE=0
  fi
}

# Sets HOLD to nobody, mine or other; HELD and AGE to the seconds since it was taken and since its
# holder was last heard of, or to -1 where that was before the server was started again. Needs BOOT.
judge_lease() {
  read_lease
  HOLD=other AGE=-1 HELD=-1
  if [ "$GENERATION" -eq 0 ]; then
    HOLD=nobody
    return 0
  fi
  if [ -n "$OWNER" ] && [ "$OWNER" = "$DD_TOKEN" ]; then HOLD=mine; fi
  # shellcheck disable=SC2153 # set by read_boot
  [ "$LEASE_BOOT" = "$BOOT" ] || return 0
  read_uptime
  version='' beater='' beaten='' boot=''
  read -r version beater beaten boot rest 2> /dev/null < "$DD_FOLDER/beat"
  if [ "$version $beater $boot" != "1 $OWNER $BOOT" ] || ! number "$beaten"; then
    beaten=$SINCE
  fi
  HELD=$((UPTIME - SINCE))
  AGE=$((UPTIME - beaten))
  [ "$HELD" -ge 0 ] || HELD=0
  [ "$AGE" -ge 0 ] || AGE=0
}

# For the holder alone.
beat() {
  read_uptime
  printf '1 %s %s %s\n' "$DD_TOKEN" "$UPTIME" "$BOOT" 2> /dev/null > "$DD_FOLDER/beat" || :
}

tell_lease() {
  frame "lease $HOLD $GENERATION $AGE $HELD ${LABEL:-unknown}"
}

# save NAME TEXT: whole or not at all.
save() {
  { printf '%s' "$2" > "$DD_FOLDER/$1.new"; } 2> /dev/null &&
    mv -f "$DD_FOLDER/$1.new" "$DD_FOLDER/$1" 2> /dev/null
}

# read_length FILE: sets LENGTH.
read_length() {
  LENGTH=0
  # shellcheck disable=SC2046 # split into fields
  set -- $(LC_ALL=C ls -ln "$1" 2> /dev/null)
  # shellcheck disable=SC2034 # for the scripts below
  if number "${5-}"; then LENGTH=$5; fi
}

# What the holder wrote last, at most DD_MOST bytes of it.
tell_progress() {
  frame progress
  if [ -f "$DD_FOLDER/progress" ]; then head -c "$DD_MOST" "$DD_FOLDER/progress"; fi
  frame end
}

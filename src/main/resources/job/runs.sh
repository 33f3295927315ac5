# The runs of this person on the server, the oldest first: who executes them, how much they keep
# there, and what was told last.
#
# DD_MOST  bytes of that
# DD_RUNS  how many runs, the newest ones

who
read_boot
set +f
set -- "$HOME"/.drydock/runs/*/progress
set -f
while [ $# -gt "$DD_RUNS" ]; do shift; done
for path in "$@"; do
  DD_FOLDER=${path%/progress}
  name=${DD_FOLDER##*/}
  case $name in
    *[!0-9a-f-]*) continue ;;
  esac
  judge_lease
  set +f
  # shellcheck disable=SC2012 # the sizes are wanted, and nothing else tells them without reading
  kept=$(
    LC_ALL=C ls -ln "$HOME/.drydock/jobs/$name".*/out "$DD_ROOT_BASE/jobs-$DD_UID/$name".*/out \
      2> /dev/null | {
      sum=0
      while read -r _ _ _ _ size _; do
        if number "$size"; then sum=$((sum + size)); fi
      done
      printf '%s' "$sum"
    }
  )
  set -f
  read_length "$DD_FOLDER/plan"
  frame "run $name $HOLD $GENERATION $AGE $HELD ${kept:-0} $LENGTH ${LABEL:-unknown}"
  head -c "$DD_MOST" "$path"
done
frame end

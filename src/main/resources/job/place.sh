# Sets RUN, the folder of run DD_ID, wherever this login can read it, or ends.
for RUN in "$DD_ROOT_BASE/runs/$DD_ID" "$HOME/.drydock/runs/$DD_ID"; do
  if [ -r "$RUN/events" ]; then break; fi
  RUN=
done
if [ -z "$RUN" ]; then
  frame absent
  exit 0
fi
BASE=${RUN%/runs/*}

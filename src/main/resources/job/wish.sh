# Lays wishes down for the runner, or takes them back. A wish is an empty file, so that root need
# never read what somebody else wrote.
#
# DD_WISH    names
# DD_UNWISH  names
for wish in $DD_UNWISH; do rm -f "$RUN/wishes/$wish"; done
for wish in $DD_WISH; do
  error=$(LC_ALL=C touch "$RUN/wishes/$wish" 2>&1) || fail "wish $error"
done
frame end

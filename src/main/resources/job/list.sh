# Names all jobs of this person, in the order of their start.
who
set +f
# shellcheck disable=SC2012 # the names are ours, and find cannot sort
LC_ALL=C ls -dtr "$HOME"/.drydock/jobs/*/by "$DD_ROOT_BASE/jobs-$DD_UID"/*/by 2> /dev/null |
  while IFS= read -r path; do
    path=${path%/by}
    frame "job ${path##*/}"
  done
frame "end absent 0 0 0"

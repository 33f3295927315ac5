# Clears away a job that has ended.
place
look
case $STATE in
  done | lost | rebooted)
    error=$(LC_ALL=C rm -rf "${DD_JOB:?}" 2>&1) || fail "remove $error"
    look
    ;;
esac
report

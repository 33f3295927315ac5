# SHA-256 of outputs, where the server has a program for it.
#
# DD_OUTPUTS  words: root (yes or no), colon, length, colon, job

for output in $DD_OUTPUTS; do
  # shellcheck disable=SC2034 # for place
  DD_ROOT=${output%%:*}
  output=${output#*:}
  length=${output%%:*}
  DD_ID=${output#*:}
  place
  read -r sum rest << END
$(head -c "$length" "$DD_JOB/out" 2> /dev/null | sha256sum 2> /dev/null)
END
  frame "sum $DD_ID ${sum:-none}"
done
frame end

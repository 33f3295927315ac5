# The plan of a run, unless it is longer than DD_MOST bytes.
run_place
read_length "$DD_FOLDER/plan"
frame "plan $LENGTH"
if [ "$LENGTH" -gt 0 ] && [ "$LENGTH" -le "$DD_MOST" ]; then
  head -c "$DD_MOST" "$DD_FOLDER/plan"
fi
frame end

# The plan of a run, unless it is longer than DD_MOST bytes.
read_size "$RUN/plan"
frame "plan $SIZE"
if [ "$SIZE" -le "$DD_MOST" ]; then head -c "$DD_MOST" "$RUN/plan"; fi
frame end

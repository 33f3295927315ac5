# What the holder of a run has told, and who that is.
run_place
read_boot
judge_lease
tell_lease
tell_progress

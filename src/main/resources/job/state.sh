place
look
report

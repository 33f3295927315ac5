package dev.drydock.job;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The frame that ends a job script's answer.
 *
 * @param size bytes of output on the server when it was written; more than the state's length when
 *     something went on writing after the step's end
 */
record Answer(JobState state, long size) {
  private static final Pattern FORM =
      Pattern.compile("end ([a-z]+) ([0-9]{1,3}) ([0-9]{1,18}) ([0-9]{1,18})");

  /** Empty for any other frame. */
  static Optional<Answer> parse(String frame) {
    Matcher form = FORM.matcher(frame);
    if (!form.matches()) {
      return Optional.empty();
    }
    int exitCode = Integer.parseInt(form.group(2));
    long length = Long.parseLong(form.group(3));
    long size = Long.parseLong(form.group(4));
    JobState state =
        switch (form.group(1)) {
          case "absent" -> new JobState.Absent();
          case "starting", "running" -> new JobState.Running(length);
          case "done" -> exitCode <= 255 ? new JobState.Done(exitCode, length) : null;
          case "rebooted" -> new JobState.Rebooted(length);
          case "lost" -> new JobState.Lost(length);
          default -> null;
        };
    return Optional.ofNullable(state).map(s -> new Answer(s, size));
  }

  /** How long the log is when all of it has come. */
  long length() {
    if (state instanceof JobState.Running running) {
      return running.length();
    }
    if (state instanceof JobState.Done done) {
      return done.length();
    }
    if (state instanceof JobState.Rebooted rebooted) {
      return rebooted.length();
    }
    if (state instanceof JobState.Lost lost) {
      return lost.length();
    }
    return 0;
  }
}

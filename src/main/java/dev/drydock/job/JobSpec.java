package dev.drydock.job;

/**
 * What to run.
 *
 * @param script POSIX sh; standard input is /dev/null, standard output and error go to {@code out}
 * @param root whether it runs as root (its directory then belongs to root, so that root never
 *     executes a file that a user can write)
 */
public record JobSpec(JobId id, String script, boolean root) {}

package dev.drydock.job;

import java.nio.file.Path;

/** Jobs whose server tells one boot from another by a file that a test can change. */
public final class BootJobs {
  private BootJobs() {}

  /**
   * @param bootFile holds a word that is another one after every boot
   * @param rootBase stands in for /var/lib/drydock
   */
  public static Jobs of(Path bootFile, Path rootBase) {
    return new ShellJobs(new JobScripts.Places(rootBase.toString(), bootFile.toString(), 2, 20));
  }
}

package dev.drydock.job;

/**
 * Where things are on the server, and how patient its scripts are.
 *
 * @param rootBase folder of the runs that root walks
 * @param bootFile holds another text after every boot
 * @param graceSeconds between TERM and KILL
 * @param lookSeconds between two looks for wishes
 */
public record Places(String rootBase, String bootFile, int graceSeconds, int lookSeconds) {
  public static Places standard() {
    return new Places("/var/lib/drydock", "/proc/sys/kernel/random/boot_id", 10, 4);
  }
}

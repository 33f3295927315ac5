package dev.drydock.relay;

/** Hears how a fetch comes on, on any thread, at most ten times a second. Must not block. */
@FunctionalInterface
public interface FetchListener {
  /** Hears nothing. */
  FetchListener SILENT = (what, done, total) -> {};

  /**
   * @param what in words, for example {@code Receiving objects}
   * @param done in what the work counts (objects, files)
   * @param total 0 while unknown
   */
  void progress(String what, long done, long total);
}

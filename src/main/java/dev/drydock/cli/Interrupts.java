package dev.drydock.cli;

/** Ctrl-C. */
@FunctionalInterface
public interface Interrupts {
  /** Runs {@code farewell} when the person interrupts, until the registration is closed. */
  Registration onInterrupt(Runnable farewell);

  /** Ends listening; does nothing once the farewell has begun. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Of this process: also when it is terminated or its terminal goes away. */
  static Interrupts ofProcess() {
    return farewell -> {
      Thread hook = new Thread(farewell, "drydock-farewell");
      Runtime.getRuntime().addShutdownHook(hook);
      return () -> {
        try {
          Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
          // The process is ending: the farewell is being said.
        }
      };
    };
  }
}

package dev.drydock.practice;

/** Hears, line by line, what is going on. Called on the thread that asked for the work. */
@FunctionalInterface
public interface ProgressListener {
  void say(String line);
}

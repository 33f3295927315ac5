package dev.drydock.cli;

import java.io.Console;
import java.util.Optional;

/** The terminal this process was started from. */
public final class SystemTerminal implements Terminal {
  private final Optional<Console> console =
      Optional.ofNullable(System.console()).filter(SystemTerminal::isTerminal);

  /** Java 22 and later have a console without a terminal, too, and a method that tells. */
  private static boolean isTerminal(Console console) {
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  @Override
  public boolean isInteractive() {
    return console.isPresent();
  }

  @Override
  public Optional<char[]> readSecret(String question) {
    return console.map(c -> c.readPassword("%s", question));
  }

  @Override
  public Optional<String> readLine(String question) {
    return console.map(c -> c.readLine("%s", question));
  }
}

package dev.drydock;

/** Entry point: no argument opens the wizard, anything else is the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.err.println("not wired yet");
  }
}

package dev.drydock.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The fuzz targets: classes with a static {@code fuzzerTestOneInput(byte[])} (the form libFuzzer's
 * drivers expect) that throws when the input breaks what is promised. They live beside what they
 * try.
 */
final class FuzzTargets {
  private static final String ROOT = "dev.drydock.";

  static final List<String> NAMES =
      List.of(
          "cli.TerminalTextFuzz",
          "job.FrameParserFuzz",
          "profile.ProfileFuzz",
          "recipe.StepOutputFuzz",
          "run.EventsFuzz",
          "run.JournalFuzz",
          "run.PlanFuzz",
          "server.FactsFuzz",
          "ssh.FrameFuzz",
          "ssh.KnownHostsFuzz",
          "ssh.SshConfigFuzz",
          "transcript.ConsoleTextFuzz",
          "transcript.RedactorFuzz",
          "ui.console.AnsiFuzz");

  private FuzzTargets() {}

  static Stream<String> names() {
    return NAMES.stream();
  }

  static String className(String name) {
    return ROOT + name;
  }

  /** Whatever the target throws is thrown on. */
  static void run(String name, byte[] input) throws Throwable {
    Method method = Class.forName(className(name)).getMethod("fuzzerTestOneInput", byte[].class);
    try {
      method.invoke(null, (Object) input.clone());
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Inputs kept from earlier finds, and a few that show the form. */
  static List<byte[]> corpus(String name) {
    List<byte[]> inputs = new ArrayList<>();
    for (String file : lines(name + "/index")) {
      inputs.add(bytes(name + "/" + file));
    }
    return inputs;
  }

  private static List<String> lines(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8).lines().toList();
  }

  private static byte[] bytes(String path) {
    try (InputStream in = FuzzTargets.class.getResourceAsStream("/fuzz/" + path)) {
      if (in == null) {
        throw new IllegalStateException("no resource fuzz/" + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

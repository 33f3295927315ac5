package dev.drydock.cli;

import dev.drydock.files.PrivateFiles;
import dev.drydock.server.CpuInfo;
import dev.drydock.server.Go386;
import dev.drydock.server.GoVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "go386",
    description = "Print the GO386 setting that a Go version needs for a CPU.",
    footer = {
      "",
      "Prints 387, sse2, softfloat, or none (Go 1.0 has no such setting); the reason",
      "goes to standard error. Without a right answer (no x86, or 64-bit) the exit",
      "code is 6."
    })
final class Go386Command implements Callable<Integer> {
  private static final int LIMIT = 1 << 20;

  private final CliEnvironment environment;

  @Option(
      names = "--cpuinfo",
      required = true,
      paramLabel = "FILE",
      description = "A copy of the server's /proc/cpuinfo.")
  private Path cpuinfo;

  @Option(
      names = "--go",
      required = true,
      paramLabel = "VER",
      description = "The version of Go, e.g. 1.15.")
  private String go;

  @Option(
      names = {"-q", "--quiet"},
      description = "No reason, no warnings.")
  private boolean quiet;

  Go386Command(CliEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    GoVersion version;
    try {
      version = GoVersion.parse(go);
    } catch (IllegalArgumentException e) {
      throw CliFailure.usage(e.getMessage());
    }
    Output output = environment.output();
    GoSetting setting = GoSetting.of(version, Go386.decide(CpuInfo.parse(text()), version));
    if (setting.value().isEmpty()) {
      throw new CliFailure(ExitCode.CANNOT_RUN, setting.reason());
    }
    output.line(setting.value());
    if (!quiet) {
      output.note(setting.reason());
      setting.warnings().forEach(warning -> output.note("Take care: " + warning));
    }
    return ExitCode.DONE;
  }

  private String text() {
    try {
      // /proc/cpuinfo itself, or a pipe, is as good as a copy.
      byte[] content;
      if (Files.isRegularFile(cpuinfo)) {
        content = PrivateFiles.read(cpuinfo, LIMIT);
      } else {
        try (var in = Files.newInputStream(cpuinfo)) {
          content = in.readNBytes(LIMIT);
        }
      }
      return new String(content, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE, "The cpuinfo file cannot be read: " + PrivateFiles.explain(e), e);
    }
  }
}

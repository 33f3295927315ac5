package dev.drydock.cli;

import dev.drydock.files.PrivateFiles;
import dev.drydock.run.RunRecord;
import dev.drydock.session.Sessions;
import dev.drydock.ssh.Secret;
import dev.drydock.transcript.Exports;
import dev.drydock.transcript.Redactor;
import dev.drydock.transcript.Transcript;
import dev.drydock.transcript.TranscriptFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = "Write the transcript of a server's newest run as a document.")
final class ExportCommand implements Callable<Integer> {
  private final CliEnvironment environment;
  @Mixin private TargetOptions target;

  @Option(names = "--run", paramLabel = "ID", description = "This run instead of the newest.")
  private String runId;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "Kind of document: text, markdown.")
  private String format;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The file to write; - for standard output.")
  private String file;

  @Option(
      names = "--hide-stdin",
      description =
          "Hide in the document every secret given on standard input, one a line, also where it is"
              + " quoted or encoded.")
  private boolean hideStdin;

  ExportCommand(CliEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    TranscriptFormat kind =
        Exports.format(format)
            .orElseThrow(
                () ->
                    CliFailure.usage(
                        "The format \""
                            + format
                            + "\" is not supported. There are: "
                            + Exports.ids()
                            + "."));
    Transcript transcript = Transcript.of(record(), environment.zone());
    try (Redactor redactor = redactor()) {
      write(transcript, kind, redactor);
      if (!redactor.hits().isEmpty()) {
        environment.output().note("Hidden in " + redactor.hits().size() + " places.");
      }
    }
    return ExitCode.DONE;
  }

  private void write(Transcript transcript, TranscriptFormat kind, Redactor redactor) {
    try {
      if (file.equals("-")) {
        kind.write(transcript, redactor, environment.out());
        environment.out().flush();
        return;
      }
      Path path = Path.of(file).toAbsolutePath();
      if (path.getParent() != null && !Files.isDirectory(path.getParent())) {
        throw CliFailure.usage("There is no folder " + path.getParent() + " to write into.");
      }
      Exports.save(transcript, kind, redactor, path);
      environment.output().note("Written: " + path);
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.TROUBLE_HERE,
          "The transcript could not be written: "
              + PrivateFiles.explain(e)
              + ". What was there before is untouched.",
          e);
    }
  }

  private RunRecord record() {
    Sessions sessions = environment.sessions().get();
    if (runId != null) {
      try {
        return sessions.run(runId);
      } catch (NoSuchFileException e) {
        throw new CliFailure(
            ExitCode.USAGE, "There is no run \"" + runId + "\" on this computer.", e);
      } catch (IOException e) {
        throw Runs.unreadable(e);
      }
    }
    TargetOptions.Chosen chosen = target.choose(environment.profiles());
    return Runs.of(sessions, chosen).stream()
        .findFirst()
        .orElseThrow(
            () ->
                CliFailure.usage(
                    "Nothing has been run on " + chosen.target() + " from here: no transcript."));
  }

  private Redactor redactor() {
    List<Secret> secrets = new ArrayList<>();
    try {
      if (hideStdin) {
        Optional<Secret> next = SecretLines.read(environment.in());
        while (next.isPresent()) {
          secrets.add(next.get());
          next = SecretLines.read(environment.in());
        }
      }
      return Redactor.of(secrets);
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE, "Standard input could not be read: " + e.getMessage(), e);
    } finally {
      secrets.forEach(Secret::close);
    }
  }
}

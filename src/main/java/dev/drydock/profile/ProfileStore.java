package dev.drydock.profile;

import dev.drydock.files.PrivateFiles;
import dev.drydock.profile.ProfileException.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The saved profiles: one {@code NAME.json} each, 0600, replaced whole or not at all. A file that
 * cannot be understood (damaged, or by a newer Drydock) is listed with its reason and never written
 * over. Thread-safe within this process.
 */
public final class ProfileStore {
  private static final String SUFFIX = ".json";

  /** Far above any real profile (a Dockerfile is its biggest part). */
  private static final int LIMIT = 1 << 20;

  private final Path folder;

  public ProfileStore(Path folder) {
    this.folder = folder;
  }

  /**
   * One file of the folder.
   *
   * @param profile empty when it cannot be used
   * @param problem why not, a message for the person, or ""
   */
  public record Entry(String name, Optional<Profile> profile, String problem) {
    public boolean isUsable() {
      return profile.isPresent();
    }
  }

  /** Every profile, by name; the unusable ones too. No folder is no profiles. */
  public synchronized List<Entry> list() throws ProfileException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        String fileName = file.getFileName().toString();
        if (!fileName.startsWith(".")) {
          entries.add(entry(fileName.substring(0, fileName.length() - SUFFIX.length())));
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | DirectoryIteratorException e) {
      throw new ProfileException(
          Kind.IO,
          "The folder of profiles, " + folder + ", cannot be read: " + PrivateFiles.explain(e),
          e);
    }
    entries.sort(
        Comparator.comparing(Entry::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(Entry::name));
    return List.copyOf(entries);
  }

  private Entry entry(String name) {
    try {
      return new Entry(name, Optional.of(load(name)), "");
    } catch (ProfileException e) {
      return new Entry(ProfileRules.printable(name), Optional.empty(), e.getMessage());
    }
  }

  public synchronized boolean exists(String name) {
    return ProfileRules.nameProblem(name).isEmpty()
        && Files.exists(folder.resolve(name + SUFFIX), LinkOption.NOFOLLOW_LINKS);
  }

  public synchronized Profile load(String name) throws ProfileException {
    Path file = file(name);
    try {
      return ProfileJson.read(name, PrivateFiles.read(file, LIMIT));
    } catch (NoSuchFileException e) {
      throw missing(name);
    } catch (IOException e) {
      throw new ProfileException(
          Kind.IO, "The profile \"" + name + "\" cannot be read: " + PrivateFiles.explain(e), e);
    }
  }

  /** Saves a new profile; {@link Kind#EXISTS} if there is one of its name. */
  public synchronized void create(Profile profile) throws ProfileException {
    check(profile);
    refuseExisting(profile.name());
    write(profile);
  }

  /**
   * Saves, replacing the one of that name. A file of that name that this Drydock cannot understand
   * is not replaced: what it says is thrown instead.
   */
  public synchronized void save(Profile profile) throws ProfileException {
    check(profile);
    if (exists(profile.name())) {
      Profile old = load(profile.name());
      if (old.equals(profile)) {
        return;
      }
    }
    write(profile);
  }

  /** Renames; its content, also fields unknown to this Drydock, stays. */
  public synchronized Profile rename(String from, String to) throws ProfileException {
    Profile profile = load(from).withName(to);
    check(profile);
    if (from.equals(to)) {
      return profile;
    }
    Path source = file(from);
    Path target = file(to);
    try {
      // A change of case alone names the same file on some systems.
      boolean same = Files.exists(target) && Files.isSameFile(source, target);
      if (!same) {
        refuseExisting(to);
      }
      Files.move(source, target);
    } catch (IOException e) {
      throw new ProfileException(
          Kind.IO,
          "The profile \"" + from + "\" could not be renamed: " + PrivateFiles.explain(e),
          e);
    }
    return profile;
  }

  /** A copy under another name, without the original's run. */
  public synchronized Profile duplicate(String from, String to) throws ProfileException {
    Profile copy = load(from).withName(to).withLastRun("");
    create(copy);
    return copy;
  }

  /** Deletes its file, also a damaged one. */
  public synchronized void delete(String name) throws ProfileException {
    Path file = file(name);
    try {
      Files.delete(file);
    } catch (NoSuchFileException e) {
      throw missing(name);
    } catch (IOException e) {
      throw new ProfileException(
          Kind.IO,
          "The profile \"" + name + "\" could not be deleted: " + PrivateFiles.explain(e),
          e);
    }
  }

  private Path file(String name) throws ProfileException {
    Optional<String> problem = ProfileRules.nameProblem(name);
    if (problem.isPresent()) {
      throw new ProfileException(Kind.BAD_NAME, problem.get());
    }
    return folder.resolve(name + SUFFIX);
  }

  private void check(Profile profile) throws ProfileException {
    file(profile.name());
    List<String> problems = ProfileRules.fieldProblems(profile);
    if (!problems.isEmpty()) {
      throw new ProfileException(Kind.INVALID, String.join(" ", problems));
    }
  }

  private void refuseExisting(String name) throws ProfileException {
    if (exists(name)) {
      throw new ProfileException(
          Kind.EXISTS,
          "There is a profile named \"" + name + "\" already. Choose another name, or delete it.");
    }
  }

  private ProfileException missing(String name) {
    return new ProfileException(Kind.MISSING, "There is no profile named \"" + name + "\".");
  }

  private void write(Profile profile) throws ProfileException {
    try {
      byte[] content = ProfileJson.write(profile);
      if (content.length > LIMIT) {
        throw new ProfileException(
            Kind.INVALID,
            "The profile \"" + profile.name() + "\" is too big to save: at most 1 MiB.");
      }
      PrivateFiles.createFolder(folder);
      PrivateFiles.write(file(profile.name()), content);
    } catch (IOException e) {
      throw new ProfileException(
          Kind.IO,
          "The profile \""
              + profile.name()
              + "\" could not be saved: "
              + PrivateFiles.explain(e)
              + ". What was saved before is untouched.",
          e);
    }
  }
}

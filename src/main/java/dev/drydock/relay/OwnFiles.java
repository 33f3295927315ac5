package dev.drydock.relay;

import dev.drydock.files.PrivateFiles;
import dev.drydock.relay.RelayException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Files that come with Drydock, as a tar: the same bytes for the same files, wherever it is made.
 */
public final class OwnFiles {
  private static final int FILE_MODE = 0100644;

  private OwnFiles() {}

  /**
   * @param cache as {@link dev.drydock.files.DrydockHome#cache()}
   * @param id names the file there
   * @param files name to text; names without folders
   * @throws RelayException {@link Kind#OTHER}: this computer's disk did not take it
   */
  public static Payload pack(Path cache, String id, SortedMap<String, String> files)
      throws RelayException {
    Path file = cache.resolve("upstreams").resolve(id + ".tar");
    try {
      PrivateFiles.createFolder(file.getParent());
      PrivateFiles.writeStream(
          file,
          out -> {
            TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8");
            for (Map.Entry<String, String> one : files.entrySet()) {
              byte[] text = one.getValue().getBytes(StandardCharsets.UTF_8);
              if (Layout.segments(one.getKey()).size() > 1) {
                throw new IllegalArgumentException("a name, not a path: " + one.getKey());
              }
              TarArchiveEntry entry = new TarArchiveEntry(one.getKey());
              entry.setMode(FILE_MODE);
              entry.setSize(text.length);
              entry.setModTime(0);
              entry.setUserId(0);
              entry.setGroupId(0);
              tar.putArchiveEntry(entry);
              tar.write(text);
              tar.closeArchiveEntry();
            }
            tar.finish();
          });
      return Payload.of(file);
    } catch (IOException e) {
      throw new RelayException(
          Kind.OTHER,
          "What is to be sent could not be packed on this computer: "
              + PrivateFiles.explain(e)
              + ". Make room on its disk, then try again.",
          e);
    }
  }
}

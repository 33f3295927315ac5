package dev.drydock.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A bare repository made by a test, and a web server for it. */
final class Sources implements AutoCloseable {
  static final PersonIdent SOMEBODY =
      new PersonIdent(
          "Somebody", "somebody@example.org", Instant.ofEpochSecond(1377296610), ZoneOffset.UTC);

  private final Path folder;
  private final Repository repository;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private volatile long cutAfter = Long.MAX_VALUE;

  Sources(Path folder) throws IOException {
    this.folder = folder;
    repository = new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
    repository.create(true);
  }

  String path() {
    return folder.toString();
  }

  Path folder() {
    return folder;
  }

  Repository repository() {
    return repository;
  }

  /** One object of any kind, unchecked. */
  ObjectId object(int type, byte[] content) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId id = inserter.insert(type, content);
      inserter.flush();
      return id;
    }
  }

  ObjectId blob(String text) throws IOException {
    return object(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8));
  }

  /** An entry of a tree, as it is in the tree's bytes. */
  static byte[] entry(FileMode mode, String name, ObjectId id) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        (Integer.toOctalString(mode.getBits()) + " ").getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    byte[] raw = new byte[Constants.OBJECT_ID_LENGTH];
    id.copyRawTo(raw, 0);
    bytes.writeBytes(raw);
    return bytes.toByteArray();
  }

  /** The caller sorts, or does not. */
  ObjectId tree(byte[]... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List.of(entries).forEach(bytes::writeBytes);
    return object(Constants.OBJ_TREE, bytes.toByteArray());
  }

  ObjectId commit(ObjectId tree, ObjectId... parents) throws IOException {
    CommitBuilder builder = new CommitBuilder();
    builder.setTreeId(tree);
    builder.setAuthor(SOMEBODY);
    builder.setCommitter(SOMEBODY);
    builder.setMessage("as it was\n");
    builder.setParentIds(parents);
    return object(Constants.OBJ_COMMIT, builder.build());
  }

  /** A commit whose tree is one file. */
  ObjectId commit(String name, String text) throws IOException {
    return commit(tree(entry(FileMode.REGULAR_FILE, name, blob(text))));
  }

  /** A commit with a file that cannot be made shorter. */
  ObjectId bigCommit(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return commit(tree(entry(FileMode.REGULAR_FILE, "big", object(Constants.OBJ_BLOB, bytes))));
  }

  void ref(String name, ObjectId id) throws IOException {
    RefUpdate update = repository.updateRef(name);
    update.setNewObjectId(id);
    update.setForceUpdate(true);
    update.disableRefLog();
    update.forceUpdate();
  }

  void tag(String name, ObjectId id) throws IOException {
    ref(Constants.R_TAGS + name, id);
  }

  ObjectId annotatedTag(String name, ObjectId commit) throws IOException {
    TagBuilder builder = new TagBuilder();
    builder.setTag(name);
    builder.setObjectId(commit, Constants.OBJ_COMMIT);
    builder.setTagger(SOMEBODY);
    builder.setMessage("released\n");
    ObjectId id = object(Constants.OBJ_TAG, builder.build());
    tag(name, id);
    return id;
  }

  /** Serves it as git's smart HTTP does, on 127.0.0.1; the address. */
  String serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/repo.git/info/refs", this::advertise);
    server.createContext("/repo.git/git-upload-pack", this::pack);
    server.start();
    return address();
  }

  /** Serves nothing but its files, as any web server can. */
  String serveDumb() throws IOException {
    StringBuilder refs = new StringBuilder();
    for (var ref : repository.getRefDatabase().getRefsByPrefix("refs/")) {
      refs.append(ref.getObjectId().name()).append('\t').append(ref.getName()).append('\n');
      var peeled = repository.getRefDatabase().peel(ref).getPeeledObjectId();
      if (peeled != null) {
        refs.append(peeled.name()).append('\t').append(ref.getName()).append("^{}\n");
      }
    }
    Files.createDirectories(folder.resolve("info"));
    Files.writeString(folder.resolve("info/refs"), refs.toString());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/repo.git/", this::file);
    server.start();
    return address();
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/repo.git";
  }

  int requests() {
    return requests.get();
  }

  /** Packs break off after so many bytes. */
  void cutAfter(long bytes) {
    cutAfter = bytes;
  }

  private void file(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      Path file =
          folder.resolve(exchange.getRequestURI().getPath().substring("/repo.git/".length()));
      if (!Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] bytes = Files.readAllBytes(file);
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private UploadPack uploadPack(HttpExchange exchange) {
    UploadPack pack = new UploadPack(repository);
    pack.setBiDirectionalPipe(false);
    String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
    if (protocol != null) {
      pack.setExtraParameters(List.of(protocol.split(":")));
    }
    return pack;
  }

  private void advertise(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      PacketLineOut out = new PacketLineOut(bytes);
      if (exchange.getRequestHeaders().getFirst("Git-Protocol") == null) {
        out.writeString("# service=git-upload-pack\n");
        out.end();
      }
      uploadPack(exchange)
          .sendAdvertisedRefs(new PacketLineOutRefAdvertiser(out), "git-upload-pack");
      exchange
          .getResponseHeaders()
          .set("Content-Type", "application/x-git-upload-pack-advertisement");
      exchange.sendResponseHeaders(200, bytes.size());
      exchange.getResponseBody().write(bytes.toByteArray());
    }
  }

  private void pack(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      byte[] request;
      try (InputStream body = exchange.getRequestBody()) {
        request =
            ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                    ? new GZIPInputStream(body)
                    : body)
                .readAllBytes();
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-result");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out =
          new FilterOutputStream(exchange.getResponseBody()) {
            private long left = cutAfter;

            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
              int now = (int) Math.min(left, length);
              out.write(buffer, offset, now);
              left -= now;
              if (now < length) {
                out.flush();
                throw new IOException("cut");
              }
            }
          };
      uploadPack(exchange).upload(new ByteArrayInputStream(request), out, null);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
    threads.shutdownNow();
    repository.close();
  }
}

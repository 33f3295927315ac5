package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LineSocketTest {
  @TempDir Path folder;

  static Stream<Integer> lengths() {
    return IntStream.rangeClosed(100, 112).boxed();
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void connect_anyLengthOfPath_theSystemAndJavaAgree(int length) throws Exception {
    String name = "m".repeat(length - folder.toString().length() - "//monitor".length());
    Machine machine = new Machine(folder.resolve(name));
    assertThat(machine.folder().resolve("monitor").toString()).hasSize(length);
    Path sockets = Practice.sockets(machine);
    Path monitor = sockets.resolve("monitor");
    try (ServerSocketChannel qemu = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      qemu.bind(UnixDomainSocketAddress.of(monitor));
      LineSocket.connect(monitor).close();
    } finally {
      Files.deleteIfExists(monitor);
      if (!sockets.equals(machine.folder())) {
        Files.delete(sockets);
      }
    }
  }
}

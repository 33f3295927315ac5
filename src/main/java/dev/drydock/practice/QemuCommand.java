package dev.drydock.practice;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line of QEMU.
 *
 * @param program path of qemu-system-i386
 * @param port on 127.0.0.1, leads to port 22 of the server
 * @param sockets folder of the sockets
 * @param snapshot the state to wake up in, or "" for a boot
 */
record QemuCommand(
    Path program,
    String cpu,
    int memoryMb,
    int port,
    PracticeImage image,
    Machine machine,
    Path sockets,
    Optional<Path> plugin,
    String snapshot) {
  /** Hardware that is part of a snapshot: one taken with other hardware cannot be woken up. */
  private List<String> hardware() {
    return List.of(
        "-M",
        "pc",
        "-accel",
        "tcg",
        "-cpu",
        cpu,
        "-m",
        Integer.toString(memoryMb),
        "-smp",
        "1",
        // The clock chip follows this machine's clock and not the time the server was awake.
        "-rtc",
        "base=utc,clock=host",
        // No boot ROM: it would only cost memory in every snapshot.
        "-device",
        "virtio-net-pci,netdev=net0,romfile=",
        "-device",
        "virtio-rng-pci");
  }

  List<String> arguments() {
    List<String> a = new ArrayList<>();
    a.add(program.toString());
    a.addAll(List.of("-name", "drydock-practice", "-no-user-config", "-nodefaults"));
    a.addAll(List.of("-display", "none"));
    a.addAll(
        List.of(
            // A host crash may cost the disk its last minutes: worth it, fsync is most of dpkg's
            // time.
            "-drive",
            "file=" + option(machine.disk()) + ",format=qcow2,if=virtio,cache=unsafe,discard=unmap",
            "-netdev",
            "user,id=net0,hostfwd=tcp:127.0.0.1:" + port + "-:22"));
    a.addAll(hardware());
    a.addAll(List.of("-kernel", image.kernel().toString()));
    a.addAll(List.of("-initrd", image.initrd().toString()));
    a.addAll(List.of("-append", "root=/dev/vda rw console=ttyS0 net.ifnames=0"));
    a.addAll(
        List.of(
            "-chardev",
            "file,id=console,path=" + option(machine.console()),
            "-serial",
            "chardev:console",
            "-chardev",
            "socket,id=line,server=on,wait=off,path=" + option(line()),
            "-serial",
            "chardev:line",
            "-qmp",
            "unix:" + option(monitor()) + ",server=on,wait=off",
            "-pidfile",
            machine.pidFile().toString()));
    plugin.ifPresent(
        file ->
            a.addAll(
                List.of("-plugin", "file=" + option(file) + ",out=" + option(machine.witness()))));
    if (!snapshot.isEmpty()) {
      a.addAll(List.of("-loadvm", snapshot));
    }
    return a;
  }

  QemuCommand waking(String state) {
    return new QemuCommand(program, cpu, memoryMb, port, image, machine, sockets, plugin, state);
  }

  QemuCommand withoutPlugin() {
    return new QemuCommand(
        program, cpu, memoryMb, port, image, machine, sockets, Optional.empty(), snapshot);
  }

  Path monitor() {
    return sockets.resolve("monitor");
  }

  Path line() {
    return sockets.resolve("line");
  }

  /** Same text, same hardware and QEMU: a snapshot of one wakes up in the other. */
  String fingerprint(String qemuVersion) {
    String text = qemuVersion + "\n" + String.join("\n", hardware());
    return Resources.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** In QEMU's option lists a comma is written twice. */
  private static String option(Path path) {
    return path.toString().replace(",", ",,");
  }
}

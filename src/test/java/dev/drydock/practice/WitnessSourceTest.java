package dev.drydock.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sse2watch.c takes for newer than SSE: its own function, asked about single instructions. */
class WitnessSourceTest {
  private static final String HARNESS =
      """
      #include "sse2watch.c"
      void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t a, tb_trans_cb b) {}
      void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *a, vcpu_udata_cb b,
                                                  enum qemu_plugin_cb_flags c, void *d) {}
      void qemu_plugin_register_atexit_cb(qemu_plugin_id_t a, udata_cb b, void *c) {}
      size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *a) { return 0; }
      struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *a, size_t b)
      { return 0; }
      const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *a) { return 0; }
      size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *a) { return 0; }
      uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *a) { return 0; }
      int main(int argc, char **argv) {
          for (int k = 1; k < argc; k++) {
              uint8_t b[15]; size_t n = strlen(argv[k]) / 2;
              for (size_t i = 0; i < n; i++) { unsigned v; sscanf(argv[k] + 2 * i, "%2x", &v); b[i] = v; }
              printf("%s %d\\n", argv[k], needs_sse2(b, n));
          }
          return 0;
      }
      """;

  private static final List<String> NEWER =
      List.of(
          "660fefc0", // pxor xmm0, xmm0
          "f20f58c1", // addsd xmm0, xmm1
          "f30f6f00", // movdqu xmm0, [eax]
          "f30fe6c0", // cvtdq2pd xmm0, xmm0
          "660f28c1", // movapd xmm0, xmm1
          "66f20f10c1", // movsd with a prefix that does not count
          "640f5ac0", // cvtps2pd behind a segment prefix
          "0fc300", // movnti [eax], eax
          "0ffbc0", // psubq mm0, mm0
          "0faee8", // lfence
          "0faef0", // mfence
          "0fae38", // clflush [eax]
          "0fae20", // xsave [eax]
          "660f3800c0", // pshufb xmm0, xmm0
          "f30fb8c0", // popcnt eax, eax
          "f20f38f0c0"); // crc32 eax, al

  private static final List<String> OLD =
      List.of(
          "90", // nop
          "f390", // pause: a nop on older CPUs
          "0f1f4000", // nop [eax]
          "660f1f440000", // nop with operand size
          "f30f1efb", // endbr32: a nop
          "0f58c1", // addps xmm0, xmm1: SSE
          "f30f58c1", // addss: SSE
          "f30f10c1", // movss: SSE
          "0f70c000", // pshufw mm0, mm0, 0: SSE
          "0fefc0", // pxor mm0, mm0: MMX
          "0fd7c0", // pmovmskb eax, mm0: SSE
          "0faef8", // sfence: SSE
          "0fae00", // fxsave [eax]
          "0fae18", // stmxcsr [eax]: SSE
          "f30fbcc0", // tzcnt, runs as bsf
          "660fb6c0", // movzx ax, al
          "660fafc1", // imul ax, cx
          "660f44c1", // cmove ax, cx
          "f0660fb108", // lock cmpxchg [eax], cx
          "660fc8", // bswap with operand size
          "d9e8"); // fld1

  @TempDir Path folder;

  @Test
  void needsSse2_singleInstructions() throws Exception {
    HostTools tools = HostTools.of("/usr/bin:/bin");
    assumeTrue(tools.find("cc").isPresent(), "needs a C compiler");
    Files.write(folder.resolve("sse2watch.c"), Resources.read("sse2watch.c"));
    Files.writeString(folder.resolve("harness.c"), HARNESS);
    Path program = folder.resolve("harness");
    Commands.Outcome compiled =
        Commands.run(
            List.of("cc", "-o", program.toString(), folder.resolve("harness.c").toString()));
    assertThat(compiled.ok()).as(compiled.text()).isTrue();
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(NEWER);
    command.addAll(OLD);

    List<String> answers = Commands.run(command).tail();

    List<String> expected = new ArrayList<>();
    NEWER.forEach(code -> expected.add(code + " 1"));
    OLD.forEach(code -> expected.add(code + " 0"));
    assertThat(answers).isEqualTo(expected);
  }
}

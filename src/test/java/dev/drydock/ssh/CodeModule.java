package dev.drydock.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A module for PAM that asks two questions as servers with one-time codes do: one whose answer may
 * be seen while it is typed, and one whose answer may not. Knows only sums of the right answers.
 * Needs gcc.
 */
public final class CodeModule {
  public static final String SEEN = "Name of your token: ";
  public static final String HIDDEN = "Verification code: ";

  private static final String SOURCE =
      """
      #include <stdint.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>

      struct pam_message { int style; const char *text; };
      struct pam_response { char *text; int code; };
      struct pam_conv {
        int (*talk)(int, const struct pam_message **, struct pam_response **, void *);
        void *data;
      };
      int pam_get_item(const void *pam, int item, const void **value);

      static int asks(const struct pam_conv *conv, int style, const char *text, const char *sum) {
        struct pam_message message = {style, text};
        const struct pam_message *messages = &message;
        struct pam_response *answer = NULL;
        uint64_t hash = 0xcbf29ce484222325u;
        char digits[17];
        if (conv->talk(1, &messages, &answer, conv->data) != 0 || answer == NULL) return 0;
        for (char *c = answer->text; c != NULL && *c != 0; c++) {
          hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
          *c = 0;
        }
        free(answer->text);
        free(answer);
        snprintf(digits, sizeof digits, "%016llx", (unsigned long long)hash);
        return strcmp(digits, sum) == 0;
      }

      int pam_sm_authenticate(void *pam, int flags, int argc, const char **argv) {
        const struct pam_conv *conv = NULL;
        (void)flags;
        if (argc != 2 || pam_get_item(pam, 5, (const void **)&conv) != 0) return 4;
        // Both, so that nobody learns which of them was wrong.
        int seen = asks(conv, 2, "Name of your token: ", argv[0]);
        int hidden = asks(conv, 1, "Verification code: ", argv[1]);
        return seen && hidden ? 0 : 7;
      }

      int pam_sm_setcred(void *pam, int flags, int argc, const char **argv) {
        (void)pam; (void)flags; (void)argc; (void)argv;
        return 0;
      }
      """;

  private CodeModule() {}

  /**
   * @param folder gets the module
   * @return the line for PAM's settings
   */
  public static String line(Path folder, String seen, String hidden) throws IOException {
    Path source = folder.resolve("code.c");
    Path module = folder.resolve("code.so");
    Files.writeString(source, SOURCE);
    LocalSshd.run(List.of("gcc", "-shared", "-fPIC", "-o", module.toString(), source.toString()));
    return "auth required " + module + " " + sum(seen) + " " + sum(hidden);
  }

  /** FNV-1a, 64 bits (draft-eastlake-fnv): enough to tell a right answer without holding it. */
  private static String sum(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return "%016x".formatted(hash);
  }
}

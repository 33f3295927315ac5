package dev.drydock.ui;

import dev.drydock.ssh.HostKey;
import dev.drydock.ssh.Prompts;
import dev.drydock.ssh.Secret;
import dev.drydock.ssh.Target;
import dev.drydock.ui.widget.Dialogs;
import dev.drydock.ui.widget.SelectableText;
import dev.drydock.ui.widget.Ui;
import java.awt.Dialog;
import java.awt.Window;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JPanel;
import javax.swing.JPasswordField;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;

/**
 * Asks the person in dialogs. Called on background threads, which wait; interrupting one takes its
 * dialog away.
 */
final class DialogPrompts implements Prompts {
  private final Supplier<Window> owner;

  DialogPrompts(Supplier<Window> owner) {
    this.owner = owner;
  }

  @Override
  public boolean trustHostKey(Target target, HostKey key) {
    return trustHostKey(target, key, "");
  }

  @Override
  public boolean trustHostKey(Target target, HostKey key, String note) {
    return this.<Boolean>ask(answer -> hostKeyDialog(target, key, note, answer), ignored -> {})
        .orElse(false);
  }

  private JDialog hostKeyDialog(Target target, HostKey key, String note, Consumer<Boolean> answer) {
    JPanel facts = Ui.panel("insets 4 0 0 0, gap 12 6", "[][grow, fill]", "");
    SelectableText sha256 = fingerprint(key.sha256(), "prompt.sha256");
    SelectableText md5 = fingerprint(key.md5(), "prompt.md5");
    SelectableText type = fingerprint(key.type(), "prompt.keyType");
    facts.add(Ui.labelFor("Kind of key", type));
    facts.add(type, "wrap, wmin 0");
    facts.add(Ui.labelFor("SHA256", sha256), "top");
    facts.add(sha256, "wrap, wmin 0");
    facts.add(Ui.labelFor("MD5", md5), "top");
    facts.add(md5, "wrap, wmin 0");
    Dialogs.Built built =
        build(
            new Dialogs.Spec(
                Names.PROMPT_HOST_KEY,
                "key",
                "Is this your server?",
                "This computer has not met "
                    + target.host()
                    + " before. "
                    + (note.isEmpty() ? "" : note + " ")
                    + "A server proves who it is by its key. If you can, compare it: on"
                    + " the server's own console, \"ssh-keygen -lf /etc/ssh/"
                    + keyFile(key.type())
                    + "\" prints the same fingerprint. Drydock will remember this key and"
                    + " refuse any other.",
                facts,
                "&Trust this server",
                "&Do not connect"));
    built.ok().addActionListener(event -> answer.accept(true));
    // An Enter too many on the page below must not trust a key that nobody has read.
    built.dialog().getRootPane().setDefaultButton(built.cancel());
    focusFirst(built.dialog(), built.cancel());
    return built.dialog();
  }

  private static String keyFile(String type) {
    if (type.contains("ed25519")) {
      return "ssh_host_ed25519_key.pub";
    }
    return type.startsWith("ecdsa") ? "ssh_host_ecdsa_key.pub" : "ssh_host_rsa_key.pub";
  }

  private static SelectableText fingerprint(String text, String name) {
    return new SelectableText(text, "monospaced").named(name);
  }

  @Override
  public Optional<Secret> password(Target target, boolean retry) {
    return secret(
        Names.PROMPT_PASSWORD,
        "Password for " + target.user() + " on " + target.host(),
        retry
            ? "The server refused that password. Type it again; look for Caps Lock and the keyboard"
                + " layout."
            : "Drydock keeps it in memory only, never in a file.",
        "&Password",
        "&Log in");
  }

  @Override
  public Optional<Secret> passphrase(Path keyFile, boolean retry) {
    return secret(
        Names.PROMPT_PASSPHRASE,
        "Passphrase of the key " + keyFile.getFileName(),
        (retry ? "That passphrase does not open the key. " : "This key is encrypted. ")
            + "The file is "
            + keyFile
            + ".",
        "&Passphrase",
        "&Open the key");
  }

  @Override
  public Optional<Secret> sudoPassword(Target target, boolean retry) {
    return secret(
        Names.PROMPT_SUDO,
        "Password for sudo on " + target.host(),
        (retry
                ? "sudo refused that password. It is tried once for each time you type it, so that"
                    + " no account gets locked. "
                : "Some steps need root. ")
            + "It is usually the password "
            + target.user()
            + " logs in with. Drydock keeps it in memory only.",
        "&Password",
        "&Use it");
  }

  @Override
  public Optional<Secret> rootPassword(Target target, boolean retry) {
    return secret(
        Names.PROMPT_ROOT,
        "Root\u2019s own password on " + target.host(),
        (retry
                ? "The server refused that password. It is tried once for each time you type it. "
                : "")
            + "There "
            + target.user()
            + " has no sudo, so the steps that need root run through su, which wants the password of"
            + " the account root. Drydock keeps it in memory only.",
        "&Password",
        "&Use it");
  }

  private Optional<Secret> secret(
      String name, String title, String text, String fieldMarked, String okMarked) {
    return ask(
        answer -> {
          JPasswordField field = passwordField(Names.PROMPT_FIELD);
          JPanel panel = Ui.panel("insets 6 0 0 0, gap 10", "[][grow, fill]", "");
          panel.add(Ui.labelFor(fieldMarked, field));
          panel.add(field);
          Dialogs.Built built =
              build(new Dialogs.Spec(name, "key", title, text, panel, okMarked, "&Cancel"));
          built.ok().addActionListener(event -> answer.accept(Secret.of(field.getPassword())));
          wipeOnClose(built.dialog(), field);
          focusFirst(built.dialog(), field);
          return built.dialog();
        },
        Secret::close);
  }

  @Override
  public Optional<List<Secret>> answers(
      Target target, String instruction, List<Question> questions) {
    return ask(
        answer -> {
          JPanel panel = Ui.panel("insets 6 0 0 0, gap 10 8", "[][grow, fill]", "");
          List<JTextField> fields = new ArrayList<>();
          for (Question question : questions) {
            String fieldName = Names.PROMPT_FIELD + fields.size();
            JTextField field = question.echo() ? new JTextField(20) : passwordField(fieldName);
            field.setName(fieldName);
            fields.add(field);
            panel.add(Ui.labelFor(question.text().strip().replace("&", ""), field));
            panel.add(field, "wrap");
          }
          Dialogs.Built built =
              build(
                  new Dialogs.Spec(
                      Names.PROMPT_QUESTIONS,
                      "key",
                      target.host() + " asks",
                      instruction.strip(),
                      panel,
                      "&Answer",
                      "&Cancel"));
          built
              .ok()
              .addActionListener(
                  event -> answer.accept(fields.stream().map(DialogPrompts::read).toList()));
          for (JTextField field : fields) {
            wipeOnClose(built.dialog(), field);
          }
          if (!fields.isEmpty()) {
            focusFirst(built.dialog(), fields.get(0));
          }
          return built.dialog();
        },
        late -> late.forEach(Secret::close));
  }

  private static Secret read(JTextField field) {
    return Secret.of(
        field instanceof JPasswordField hidden
            ? hidden.getPassword()
            : field.getText().toCharArray());
  }

  private static JPasswordField passwordField(String name) {
    JPasswordField field = new JPasswordField(24);
    field.setName(name);
    Ui.style(field, "showRevealButton: true; showCapsLock: true");
    return field;
  }

  private static void wipeOnClose(JDialog dialog, JTextField field) {
    dialog.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosed(WindowEvent e) {
            field.setText("");
          }
        });
  }

  private static void focusFirst(JDialog dialog, JComponent field) {
    dialog.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowOpened(WindowEvent e) {
            field.requestFocusInWindow();
          }
        });
  }

  private Dialogs.Built build(Dialogs.Spec spec) {
    return Dialogs.build(
        owner.get(),
        Dialog.ModalityType.DOCUMENT_MODAL,
        spec,
        Names.PROMPT_OK,
        Names.PROMPT_CANCEL);
  }

  /**
   * Shows a dialog and waits for its answer; closing it any other way is no answer.
   *
   * @param unwanted tidies an answer that came after the waiting thread was interrupted
   */
  private <T> Optional<T> ask(Function<Consumer<T>, JDialog> builder, Consumer<T> unwanted) {
    if (SwingUtilities.isEventDispatchThread()) {
      throw new IllegalStateException("would wait for itself");
    }
    CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
    AtomicReference<JDialog> shown = new AtomicReference<>();
    Edt.run(() -> show(builder, unwanted, answer, shown));
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.complete(Optional.empty());
      Edt.run(
          () -> {
            if (shown.get() != null) {
              shown.get().dispose();
            }
          });
      return answer.getNow(Optional.empty());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private <T> void show(
      Function<Consumer<T>, JDialog> builder,
      Consumer<T> unwanted,
      CompletableFuture<Optional<T>> answer,
      AtomicReference<JDialog> shown) {
    if (answer.isDone()) {
      return;
    }
    JDialog dialog =
        builder.apply(
            value -> {
              if (!answer.complete(Optional.of(value))) {
                unwanted.accept(value);
              }
              shown.get().dispose();
            });
    shown.set(dialog);
    dialog.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosed(WindowEvent e) {
            answer.complete(Optional.empty());
          }
        });
    Dialogs.place(dialog);
    dialog.setVisible(true);
  }
}

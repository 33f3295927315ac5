package dev.drydock.ui;

import dev.drydock.ssh.Prompts;
import dev.drydock.transcript.TranscriptFormat;
import dev.drydock.ui.widget.Problem;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javax.swing.JFrame;

/** What a page may ask of the window. Event dispatch thread only. */
public interface WizardHost {
  /**
   * One long action at a time: shows {@code doing} with a progress bar and a Cancel button, runs
   * {@code work} in the background (interrupted by Cancel), and then calls {@code done}. A failure
   * is shown above the page. A result that comes too late, after Cancel, goes to {@code unwanted}
   * on the background thread, so that nothing stays open.
   */
  <T> void work(String doing, Callable<T> work, Consumer<T> done, Consumer<T> unwanted);

  /** The same for results that need no tidying. */
  default <T> void work(String doing, Callable<T> work, Consumer<T> done) {
    work(doing, work, done, late -> {});
  }

  boolean isBusy();

  /** Says something in the status strip. */
  void status(String text);

  /** Says above the page what went wrong, until the page is left or tries again. */
  void problem(Problem problem);

  void clearProblem();

  /** Asks the page in view again about its main button. */
  void refresh();

  void show(PageId page);

  JFrame frame();

  Prompts prompts();

  FileDialogs files();

  /** Saves what is known of the profile in hand; says so in the status strip. */
  void saveProfile();

  /** Asks where to and writes the transcript of the run in hand. */
  void exportTranscript(TranscriptFormat format);
}

package dev.drydock.ui;

import java.util.Optional;
import javax.swing.JButton;
import javax.swing.JComponent;

/**
 * One page of the wizard: what it shows. What is true is in the {@link WizardModel}. Every method
 * is called on the event dispatch thread and returns at once; what takes time goes through {@link
 * WizardHost#work}.
 */
public interface WizardPage {
  PageId id();

  /** The page's question or statement, in a few words. */
  String title();

  /** One sentence under the title: the page's one main instruction. */
  String instruction();

  JComponent component();

  /** The page has come into view; it may start reading what it needs. */
  void onShown();

  /** The page goes out of view. */
  default void onHidden() {}

  /** Judges from the model alone; changes nothing. */
  boolean canGoNext();

  /** What the main button will do, with its mnemonic marked by {@code &}. */
  String nextText();

  /** The main button: does what {@link #nextText} says and then moves on by {@link WizardHost}. */
  void next();

  /** What Enter presses, where it is not the main button. */
  default Optional<JButton> defaultButton() {
    return Optional.empty();
  }

  /** Where the keyboard starts. */
  JComponent firstFocus();
}

package dev.drydock.ui.widget;

import static org.assertj.core.api.Assertions.assertThat;

import javax.swing.JLabel;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.Test;

class UiTest {
  /** Swing keeps the page it made of a text under this name. */
  private static final String PAGE = "html";

  @Test
  void labels_ofAServersWords_areNoPages() throws Exception {
    String question = "<html><img src='http://127.0.0.1:1/x.png'>Password:";
    JLabel[] labels = new JLabel[3];
    SwingUtilities.invokeAndWait(
        () -> {
          labels[0] = Ui.labelFor(question, new JTextField());
          labels[1] = Ui.muted(question);
          labels[2] = new JLabel(question);
        });
    assertThat(labels[0].getClientProperty(PAGE)).isNull();
    assertThat(labels[1].getClientProperty(PAGE)).isNull();
    assertThat(labels[0].getText()).isEqualTo(question);
    assertThat(labels[2].getClientProperty(PAGE)).as("what would happen otherwise").isNotNull();
  }
}

package dev.drydock.ui;

import dev.drydock.ui.widget.Problem;
import java.util.concurrent.CancellationException;

/** Turns failures into words. Never a stack trace. */
public final class Problems {
  private Problems() {}

  public static Problem of(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      message =
          failure instanceof CancellationException
              ? "Cancelled."
              : "Something unexpected went wrong inside Drydock. Try again; if it happens again,"
                  + " the details below help whoever looks into it.";
    }
    return Problem.ofMessage(message, details(failure, message));
  }

  /** The chain of causes, one a line, without what the person reads already. */
  private static String details(Throwable failure, String shown) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 8; t = t.getCause()) {
      boolean isShown = t == failure && shown.equals(t.getMessage());
      if (!isShown || t.getCause() == null) {
        text.append(depth == 0 ? "" : "caused by: ").append(t.getClass().getSimpleName());
        if (!isShown && t.getMessage() != null) {
          text.append(": ").append(t.getMessage());
        }
        text.append('\n');
      }
      depth++;
    }
    return text.toString().stripTrailing();
  }
}

package dev.drydock.recipe;

/** A step or recipe file that came with the program is malformed: a defect of the program. */
public final class RecipeException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public RecipeException(String message) {
    super(message);
  }

  public RecipeException(String message, Throwable cause) {
    super(message, cause);
  }
}

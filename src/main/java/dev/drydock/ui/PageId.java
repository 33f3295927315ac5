package dev.drydock.ui;

/** The wizard's pages, in order. */
public enum PageId {
  SERVER(1, "Server", "page-server"),
  CHECK_UP(2, "Check-up", "page-checkup"),
  ROUTE(3, "Route", "page-route"),
  PLAN(4, "Plan", "page-plan"),
  RUN(5, "Run", "page-run"),
  RESULT(6, "Result", "page-result");

  private final int number;
  private final String label;
  private final String icon;

  PageId(int number, String label, String icon) {
    this.number = number;
    this.label = label;
    this.icon = icon;
  }

  /** From 1. */
  public int number() {
    return number;
  }

  public String label() {
    return label;
  }

  public String icon() {
    return icon;
  }
}

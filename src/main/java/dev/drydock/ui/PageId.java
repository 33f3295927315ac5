package dev.drydock.ui;

/** The wizard's pages, in order. */
public enum PageId {
  SERVER("Server", "page-server"),
  CHECK_UP("Check-up", "page-checkup"),
  ROUTE("Route", "page-route"),
  PLAN("Plan", "page-plan"),
  RUN("Run", "page-run"),
  RESULT("Result", "page-result");

  private final String label;
  private final String icon;

  PageId(String label, String icon) {
    this.label = label;
    this.icon = icon;
  }

  public String label() {
    return label;
  }

  public String icon() {
    return icon;
  }
}

package dev.drydock.ui.console;

/** Output with a little of everything, for the pictures. */
final class Sample {
  private static final String ESC = "\u001b";

  static final String TEXT =
      String.join(
          "\n",
          "$ apt-get install --no-install-recommends docker.io apparmor debootstrap",
          "Reading package lists... 5%\rReading package lists... Done",
          ESC + "[1mThe following NEW packages will be installed:" + ESC + "[0m",
          "  apparmor containerd debootstrap docker.io runc",
          ESC + "[33mW: " + ESC + "[0mtook longer than usual " + ESC + "[2m(83 s)" + ESC + "[0m",
          ESC
              + "[31mE: "
              + ESC
              + "[1mno route"
              + ESC
              + "[0m; retrying "
              + ESC
              + "[4monce"
              + ESC
              + "[0m",
          colours("3"),
          colours("9"),
          colours("4"),
          rainbow(),
          ESC
              + "[7minverse"
              + ESC
              + "[0m "
              + ESC
              + "[3mitalic"
              + ESC
              + "[0m "
              + ESC
              + "[9mstruck"
              + ESC
              + "[0m "
              + ESC
              + "[30;40mblack on black"
              + ESC
              + "[0m "
              + ESC
              + "[97mwhite"
              + ESC
              + "[0m",
          "\u6f22\u5b57 wide, e\u0301 joined, \u00e4\u00f6\u00fc \u00df \u20ac \u2192 \u2713 \u2502\u250c\u2500\u2510",
          "bytes that are not UTF-8: \ufffd, a hidden turn \u202eover",
          "$ docker run 7f3a0c env",
          "a long line: " + "the quick brown fox jumps over the lazy dog ".repeat(5),
          "Step 2/2 : RUN apt-get install -y ruby",
          " ---> " + ESC + "[36m0a1b2c3d4e5f" + ESC + "[0m",
          ESC + "[32mSuccessfully built 0a1b2c3d4e5f" + ESC + "[0m",
          "");

  private Sample() {}

  private static String colours(String kind) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      line.append(ESC).append('[').append(kind).append(i).append("m colour ").append(i);
      line.append(ESC).append("[0m ");
    }
    return line.toString();
  }

  private static String rainbow() {
    StringBuilder line = new StringBuilder("true colour: ");
    for (int i = 0; i < 60; i++) {
      int red = 255 - i * 4;
      int green = i * 4;
      line.append(ESC).append("[38;2;").append(red).append(';').append(green).append(";128m#");
    }
    return line.append(ESC).append("[0m").toString();
  }
}

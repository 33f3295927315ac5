package dev.drydock.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ImageReportTest {
  private static final String REPORT =
      """
      $ docker images
      --- drydock report 1
      engine 20.10.24+dfsg1
      image owner/base32 200
      layer 200 Imported from -
      image owner/ruby 290
      layer 200 Imported from -
      layer 90 /bin/sh -c apt-get update && apt-get -y install ruby
      layer 0 /bin/sh -c #(nop)  CMD ["x"]
      later 12 unknown lines are passed over
      --- end of drydock report
      # Done.
      """;

  @Test
  void parse_report() {
    ImageReport report = ImageReport.parse(REPORT).orElseThrow();

    assertThat(report.engineVersion()).isEqualTo("20.10.24+dfsg1");
    assertThat(report.images())
        .extracting(ImageReport.Image::name)
        .containsExactly("owner/base32", "owner/ruby");
    ImageReport.Image ruby = report.images().get(1);
    assertThat(ruby.bytes()).isEqualTo(290);
    assertThat(ruby.layers())
        .hasSize(3)
        .contains(
            new ImageReport.Layer(90, "/bin/sh -c apt-get update && apt-get -y install ruby"));
  }

  @Test
  void parse_lastOfTwo() {
    String newer = REPORT.replace("image owner/ruby 290", "image owner/ruby 300");

    assertThat(ImageReport.parse(REPORT + newer).orElseThrow().images().get(1).bytes())
        .isEqualTo(300);
  }

  @Test
  void parse_cutOff() {
    assertThat(ImageReport.parse(REPORT.substring(0, REPORT.indexOf("--- end")))).isEmpty();
    assertThat(ImageReport.parse("")).isEmpty();
  }
}

package dev.drydock.ui.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ViewportTest {
  @Test
  void lastTop_fewRowsStartAtTheTop() {
    Viewport viewport = new Viewport(rows(List.of(1, 1)));
    viewport.setHeight(10);
    viewport.toEnd();
    assertThat(viewport.top()).isEqualTo(new Viewport.Place(0, 0));
    assertThat(viewport.atEnd()).isTrue();
  }

  @Test
  void lastTop_insideAWrappedRow() {
    Viewport viewport = new Viewport(rows(List.of(1, 5, 1)));
    viewport.setHeight(3);
    assertThat(viewport.lastTop()).isEqualTo(new Viewport.Place(1, 3));
  }

  @Test
  void reveal_scrollsAsLittleAsPossible() {
    Viewport viewport = new Viewport(rows(List.of(1, 1, 1, 1, 1, 1, 1)));
    viewport.setHeight(3);
    viewport.reveal(new Viewport.Place(4, 0));
    assertThat(viewport.top()).isEqualTo(new Viewport.Place(2, 0));
    viewport.reveal(new Viewport.Place(3, 0));
    assertThat(viewport.top()).isEqualTo(new Viewport.Place(2, 0));
    viewport.reveal(new Viewport.Place(1, 0));
    assertThat(viewport.top()).isEqualTo(new Viewport.Place(1, 0));
  }

  @Property
  void scroll_equalsAListOfAllLines(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 6) Integer> heights,
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll List<@IntRange(min = -20, max = 20) Integer> moves) {
    List<Viewport.Place> all = new ArrayList<>();
    for (int row = 0; row < heights.size(); row++) {
      for (int line = 0; line < heights.get(row); line++) {
        all.add(new Viewport.Place(row, line));
      }
    }
    Viewport viewport = new Viewport(rows(heights));
    viewport.setHeight(height);
    int last = Math.max(0, all.size() - height);
    int at = 0;
    for (int move : moves) {
      viewport.scroll(move);
      at = Math.max(0, Math.min(last, at + move));
      assertThat(viewport.top()).isEqualTo(all.get(at));
      assertThat(viewport.atEnd()).isEqualTo(at == last);
    }
  }

  private static Viewport.Rows rows(List<Integer> heights) {
    return new Viewport.Rows() {
      @Override
      public long count() {
        return heights.size();
      }

      @Override
      public int lines(long row) {
        return heights.get((int) row);
      }
    };
  }
}

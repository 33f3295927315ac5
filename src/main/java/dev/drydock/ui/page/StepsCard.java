package dev.drydock.ui.page;

import dev.drydock.recipe.PlannedStep;
import dev.drydock.ui.widget.Card;
import dev.drydock.ui.widget.Ui;
import javax.swing.ListCellRenderer;
import javax.swing.ListSelectionModel;
import net.miginfocom.swing.MigLayout;

/** The steps at the left of a page, of which one is looked at. */
final class StepsCard extends Card {
  StepsCard(
      CellList<PlannedStep> list,
      String name,
      String accessibleName,
      ListCellRenderer<PlannedStep> cell) {
    super(
        new MigLayout("insets 8 4 8 4, fill", "[grow, fill]", "[grow, fill]"),
        "Drydock.card",
        "Drydock.line");
    list.setName(name);
    list.getAccessibleContext().setAccessibleName(accessibleName);
    list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
    list.setCellRenderer(cell);
    Ui.style(list, "background: $Drydock.card; selectionInsets: 1,4,1,4");
    add(list.scrolled(), "grow");
  }
}

package dev.drydock.ui.page;

import com.formdev.flatlaf.util.UIScale;
import dev.drydock.server.Finding;
import dev.drydock.server.Verdict;
import dev.drydock.ui.Names;
import dev.drydock.ui.widget.Icons;
import dev.drydock.ui.widget.Ui;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.KeyboardFocusManager;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import javax.swing.ListSelectionModel;
import javax.swing.SwingConstants;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;
import javax.swing.border.Border;
import javax.swing.table.AbstractTableModel;
import javax.swing.table.TableCellRenderer;

/** The check-up's lines: verdict, what was looked at, what was found, what to do. Texts wrap. */
final class FindingsTable extends JTable {
  private static final String[] COLUMNS = {"Verdict", "Looked at", "Found", "What to do"};
  private static final int[] WIDTHS = {110, 150, 210, 380};

  private final Model findings;

  FindingsTable() {
    super(new Model());
    findings = (Model) getModel();
    setName(Names.FINDINGS);
    getAccessibleContext().setAccessibleName("Findings of the check-up");
    setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
    setFillsViewportHeight(true);
    getTableHeader().setReorderingAllowed(false);
    if (getTableHeader().getDefaultRenderer() instanceof JLabel header) {
      header.setHorizontalAlignment(SwingConstants.LEADING);
    }
    for (int i = 0; i < COLUMNS.length; i++) {
      getColumnModel().getColumn(i).setPreferredWidth(WIDTHS[i]);
      getColumnModel().getColumn(i).setCellRenderer(i == 0 ? new VerdictCell() : new TextCell());
    }
    // A table keeps Tab for its cells, which hold nothing to edit; it must lead on.
    setFocusTraversalKeys(
        KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS, Set.of(KeyStroke.getKeyStroke("TAB")));
    setFocusTraversalKeys(
        KeyboardFocusManager.BACKWARD_TRAVERSAL_KEYS, Set.of(KeyStroke.getKeyStroke("shift TAB")));
    getInputMap(WHEN_ANCESTOR_OF_FOCUSED_COMPONENT).put(KeyStroke.getKeyStroke("ENTER"), "none");
    Ui.style(this, "background: $Drydock.card");
  }

  void show(List<Finding> list) {
    int selected = getSelectedRow();
    String before = selected < 0 ? "" : findings.rows.get(selected).id();
    // What stops comes first, then what needs care; within each the check-up's own order.
    findings.rows =
        list.stream()
            .sorted(Comparator.comparing(Finding::verdict, Comparator.reverseOrder()))
            .toList();
    findings.fireTableDataChanged();
    if (!list.isEmpty()) {
      int again = 0;
      for (int i = 0; i < findings.rows.size(); i++) {
        again = findings.rows.get(i).id().equals(before) ? i : again;
      }
      setRowSelectionInterval(again, again);
    }
    SwingUtilities.invokeLater(this::fitRows);
  }

  static String word(Verdict verdict) {
    return switch (verdict) {
      case FINE -> "Fine";
      case CARE -> "Take care";
      case STOP -> "Stops you";
    };
  }

  static String icon(Verdict verdict) {
    return switch (verdict) {
      case FINE -> "ok";
      case CARE -> "care";
      case STOP -> "stop";
    };
  }

  @Override
  public void doLayout() {
    super.doLayout();
    fitRows();
  }

  /** Each row as high as its longest wrapped text. */
  private void fitRows() {
    for (int row = 0; row < getRowCount(); row++) {
      int height = UIScale.scale(34);
      for (int column = 0; column < getColumnCount(); column++) {
        Component cell = prepareRenderer(getCellRenderer(row, column), row, column);
        height = Math.max(height, cell.getPreferredSize().height);
      }
      if (getRowHeight(row) != height) {
        setRowHeight(row, height);
      }
    }
  }

  private static final class Model extends AbstractTableModel {
    private List<Finding> rows = List.of();

    @Override
    public int getRowCount() {
      return rows.size();
    }

    @Override
    public int getColumnCount() {
      return COLUMNS.length;
    }

    @Override
    public String getColumnName(int column) {
      return COLUMNS[column];
    }

    @Override
    public Object getValueAt(int row, int column) {
      Finding finding = rows.get(row);
      return switch (column) {
        case 0 -> finding.verdict();
        case 1 -> finding.label();
        case 2 -> finding.value();
        default -> finding.advice();
      };
    }
  }

  private static final class VerdictCell extends JLabel implements TableCellRenderer {
    VerdictCell() {
      setOpaque(true);
      setVerticalAlignment(SwingConstants.TOP);
    }

    @Override
    public Component getTableCellRendererComponent(
        JTable table, Object value, boolean selected, boolean focused, int row, int column) {
      Verdict verdict = (Verdict) value;
      setText(word(verdict));
      setIcon(Icons.get(icon(verdict), 18));
      setIconTextGap(8);
      setFont(table.getFont());
      setBorder(padding());
      paintAs(this, table, selected);
      return this;
    }

    @Override
    public String toString() {
      return getText();
    }
  }

  private static final class TextCell extends JTextArea implements TableCellRenderer {
    TextCell() {
      setLineWrap(true);
      setWrapStyleWord(true);
      setOpaque(true);
    }

    @Override
    public Component getTableCellRendererComponent(
        JTable table, Object value, boolean selected, boolean focused, int row, int column) {
      setText(value.toString());
      setFont(column == 1 ? table.getFont().deriveFont(Font.BOLD) : table.getFont());
      setBorder(padding());
      paintAs(this, table, selected);
      int width = table.getColumnModel().getColumn(column).getWidth();
      // The preferred height of wrapped text is known only for a width.
      setSize(new Dimension(width, Short.MAX_VALUE));
      return this;
    }
  }

  private static Border padding() {
    int v = UIScale.scale(7);
    int h = UIScale.scale(8);
    return BorderFactory.createEmptyBorder(v, h, v, h);
  }

  private static void paintAs(Component cell, JTable table, boolean selected) {
    cell.setBackground(selected ? UIManager.getColor("Drydock.accentTint") : table.getBackground());
    cell.setForeground(table.getForeground());
  }
}

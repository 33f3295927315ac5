/**
 * The live console: a view of a raw, append-only log file on the desktop's disk.
 *
 * <p>The file is the model. {@code LogIndex} remembers where some of its rows begin, {@code
 * RowReader} reads and parses only the rows that are asked for, {@code ConsoleView} paints only the
 * rows that are visible. The bytes come from a server that is not trusted: {@code AnsiText} turns
 * them into plain text and colours, and acts on nothing else.
 */
package dev.drydock.ui.console;

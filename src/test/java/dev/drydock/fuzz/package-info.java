/**
 * Runs the fuzz targets: in every build on a corpus and for a moment at random, with {@code -Pfuzz}
 * for long and guided by coverage.
 */
package dev.drydock.fuzz;

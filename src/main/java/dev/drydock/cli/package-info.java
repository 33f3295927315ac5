/** The command line: the same engine without a window. Floor 5; the only package with picocli. */
package dev.drydock.cli;

/** The wizard's window. Floor 5; the only package (with its children) that knows Swing. */
package dev.drydock.ui;

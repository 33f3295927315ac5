/**
 * The wizard's window: {@code Wizard} shows one page at a time, {@code WizardModel} holds what is
 * true, {@code Names} lists the components' names. Floor 5; the only package (with its children)
 * that knows Swing.
 */
package dev.drydock.ui;

/** The six pages. Each judges from the shared model, never from another page's widgets. */
package dev.drydock.ui.page;

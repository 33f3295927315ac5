/** Building blocks of the window that know nothing of servers, steps or runs. */
package dev.drydock.ui.widget;

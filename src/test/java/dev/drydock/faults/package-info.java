/** What a link, a server and a desktop can do to a run, done on purpose. */
package dev.drydock.faults;

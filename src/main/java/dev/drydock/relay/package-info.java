/**
 * The relay: fetches sources on the desktop, proves that they are the pinned ones, and brings them
 * to the server, which needs neither TLS nor a right clock for it. Floor 2: imports {@code ssh} and
 * {@code files}; alone knows JGit and Commons Compress.
 */
package dev.drydock.relay;

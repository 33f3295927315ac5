/**
 * What is true of the server: one probe script, pure parsers, the verdicts of the check-up, and the
 * GO386 rule. Floor 1: imports only {@code ssh}.
 */
package dev.drydock.server;

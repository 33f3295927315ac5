/**
 * The link to the server: logging in, host keys, running commands, moving bytes, sudo and shell
 * quoting. The only package that knows JSch. Floor 0: imports nothing else of Drydock.
 */
package dev.drydock.ssh;

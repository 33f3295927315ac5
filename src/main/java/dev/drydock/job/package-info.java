/**
 * Durable jobs: a step's script runs on the server in a directory of its own, outlives the link,
 * and its output and exit code are fetched byte for byte. Floor 1: imports only {@code ssh}.
 */
package dev.drydock.job;

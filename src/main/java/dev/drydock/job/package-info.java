/**
 * What a run is on the server: its folder, the runner that walks its plan there and outlives every
 * link, and how a desktop looks, starts, follows and wishes, byte for byte and exactly once. Floor
 * 1: imports only {@code ssh} and {@code files}.
 */
package dev.drydock.job;

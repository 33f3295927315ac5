/**
 * Executes a plan on a server, resumes it, tells what happens as events, and journals them on disk.
 * Floor 3: imports {@code recipe}, {@code job} and below.
 */
package dev.drydock.run;

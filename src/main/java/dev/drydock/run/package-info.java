/**
 * A run as a desktop sees it: sends what it needs, has it started, follows it over whatever cuts of
 * the link, tells what happens as events, and keeps a copy for reading without the server. Decides
 * nothing: the server walks. Floor 3: imports {@code recipe}, {@code job} and below.
 */
package dev.drydock.run;

/**
 * One sitting with one server, from login to run: what the wizard and the command line share. Floor
 * 4.
 */
package dev.drydock.session;

/** Turns the record of a run into documents. Floor 3. */
package dev.drydock.transcript;

/**
 * Turns the record of a run into documents, without a secret in them. Floor 3: imports {@code
 * recipe} and below, and of its own floor the plain records of {@code run}.
 */
package dev.drydock.transcript;

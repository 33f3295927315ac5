/**
 * Saved session profiles (never a secret) and the folders Drydock keeps on the desktop. Floor 0.
 */
package dev.drydock.profile;

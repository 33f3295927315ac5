/**
 * Files on the desktop: where they are, and how they are written so that nobody else reads them and
 * none is ever half-written. Below floor 0: any package may use it.
 */
package dev.drydock.files;

/** The practice server: a real Debian on an emulated Pentium III. Floor 4. */
package dev.drydock.practice;

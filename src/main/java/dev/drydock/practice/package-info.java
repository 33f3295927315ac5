/**
 * The practice server: a real Debian 12 on an emulated Pentium III, reachable on this machine only.
 * {@link dev.drydock.practice.Practice} is the way in. Floor 4.
 */
package dev.drydock.practice;

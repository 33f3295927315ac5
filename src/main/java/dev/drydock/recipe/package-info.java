/**
 * Steps and recipes as data, and the planner that turns facts and choices into a plan. Floor 2:
 * imports {@code server} and below.
 */
package dev.drydock.recipe;

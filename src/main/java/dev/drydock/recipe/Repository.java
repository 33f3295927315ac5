package dev.drydock.recipe;

/**
 * A public repository that recipes take sources from, one entry of {@code
 * resources/upstreams.yaml}.
 *
 * @param id under which a person can set a mirror for it
 * @param title for a list
 * @param url where it is, if no mirror is set
 */
public record Repository(String id, String title, String url) {}

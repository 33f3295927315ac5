package dev.drydock.recipe;

import java.util.List;

/**
 * A recipe judged for one server.
 *
 * @param possible false: the reasons say why not
 * @param reasons sentences for the person
 * @param minutes expected, whole
 */
public record Route(
    Recipe recipe,
    boolean possible,
    boolean recommended,
    List<String> reasons,
    double minutes,
    int diskMb,
    int memoryMb) {}

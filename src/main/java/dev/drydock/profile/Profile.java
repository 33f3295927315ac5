package dev.drydock.profile;

import java.util.Map;
import java.util.Set;

/**
 * One server as the person saved it. Holds no secret.
 *
 * @param name file name without {@code .json}; 1 to 64 of letters, digits, space, {@code . _ - @}
 * @param identityFile private key, or ""
 * @param legacy names of {@code ssh.LegacyAlgorithms}
 * @param route recipe id, or "" when not chosen yet
 * @param choices the Route page's parameters
 * @param lastRun id of the newest run, or ""
 * @param unknown fields of a newer or foreign writer, kept on save
 */
public record Profile(
    String name,
    String host,
    int port,
    String user,
    String identityFile,
    boolean useAgent,
    Set<String> legacy,
    String route,
    Map<String, String> choices,
    String lastRun,
    Map<String, Object> unknown) {}

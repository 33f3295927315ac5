package dev.drydock.server;

/**
 * One line of the check-up.
 *
 * @param id stable, e.g. {@code cpu.sse2}
 * @param label what was looked at, e.g. "SSE2"
 * @param value what is, e.g. "missing"
 * @param advice one sentence on what to do, or what Drydock will do; "" when nothing
 */
public record Finding(String id, String label, String value, Verdict verdict, String advice) {}

package dev.drydock.ssh;

/**
 * A server's public key as shown to a person.
 *
 * @param type for example {@code ssh-ed25519}
 * @param sha256 {@code SHA256:...} as OpenSSH prints it
 * @param md5 {@code MD5:aa:bb:...} as old OpenSSH printed it
 */
public record HostKey(String type, String sha256, String md5) {}

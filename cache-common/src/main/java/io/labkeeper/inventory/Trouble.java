package io.labkeeper.inventory;

/**
 * What went wrong, for users: Proxmox's own text is kept apart, for administrators.
 *
 * @param code stable, such as "agent_timeout" or "auth_failed"
 * @param message our sentence, at most 500 characters
 */
public record Trouble(String code, String message) {}

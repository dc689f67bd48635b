package io.labkeeper.proxmox;

/**
 * A row of a node's task list.
 *
 * @param upid which task
 * @param status how it stands
 */
public record TaskSummary(Upid upid, TaskStatus status) {}

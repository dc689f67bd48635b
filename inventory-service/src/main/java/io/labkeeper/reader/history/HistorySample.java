package io.labkeeper.reader.history;

import java.time.Instant;

/**
 * What a VM did at one moment, or in one hour.
 *
 * @param at the moment, or the begin of the hour
 * @param status in an hour the one that lasted longest
 * @param cpuUsage per cent of its own cores, in an hour the average; null if not known
 * @param memoryUsage per cent of its own memory, in an hour the average; null if not known
 */
record HistorySample(Instant at, String status, Double cpuUsage, Double memoryUsage) {}

package io.labkeeper.actions.schedule;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.selection.Selector;

/**
 * How a schedule is to be. What is null stays as it is.
 *
 * @param cron five fields
 * @param timeZone IANA name
 */
record ScheduleWish(String name, String cron, String timeZone, ActionKind action, Selector selector, Boolean enabled) {}

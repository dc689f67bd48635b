/**
 * Timetables of actions. What comes due is written down as a row before anything is done ({@link io.labkeeper.actions.schedule.RunStore});
 * any replica takes it from there and asks for the actions as the schedule's owner. See {@code DESIGN.md}.
 */
package io.labkeeper.actions.schedule;

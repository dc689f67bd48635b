/**
 * Which VMs somebody means, and which of them they may act on. Whoever asks for many actions at once comes through here: requests
 * from outside and timetables alike.
 */
package io.labkeeper.actions.selection;

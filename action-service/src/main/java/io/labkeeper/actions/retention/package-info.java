/**
 * Forgets what is old, so that the tables of a service that runs for years stay as large as what it has to know. One replica at a time, a
 * batch at a time, each batch in its own short transaction.
 */
package io.labkeeper.actions.retention;

/**
 * Many actions by one request. What is refused for one VM is that VM's result and never spoils the others; all that a request does, its
 * lines in the audit trail included, is one transaction of a constant number of statements.
 *
 * <p>{@link io.labkeeper.actions.bulk.BulkRequests#submit} is the way in, for the endpoint and for timetables.
 */
package io.labkeeper.actions.bulk;

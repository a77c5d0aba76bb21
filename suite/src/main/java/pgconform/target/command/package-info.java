/** A server that a command of the user's starts for a run. */
package pgconform.target.command;

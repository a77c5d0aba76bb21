/** Starts a server for a run with a command of the user. */
package pgconform.target.command;

/** Programs that target files start, and what becomes of them. */
package pgconform.target.command;

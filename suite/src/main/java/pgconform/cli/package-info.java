/** The command line. */
package pgconform.cli;

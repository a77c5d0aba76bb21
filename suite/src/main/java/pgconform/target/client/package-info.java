/**
 * Handles client programs as targets: finds and starts them, sends them commands, and reads their
 * answers.
 */
package pgconform.target.client;

/**
 * Client programs as targets: how they are found and started, what they are told, and what they
 * answer.
 */
package pgconform.target.client;

/**
 * Runs the requirements as tests on the JUnit Platform; each is a test of a class of the user's.
 */
package pgconform.junit;

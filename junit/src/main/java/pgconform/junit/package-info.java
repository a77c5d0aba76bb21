/**
 * The requirements as tests on the JUnit Platform, each of them a test of a class of the user's.
 */
package pgconform.junit;

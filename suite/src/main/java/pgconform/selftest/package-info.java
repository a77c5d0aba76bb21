/**
 * Proves that the suite can detect faults: a real server is put behind a proxy that breaks one rule
 * of the protocol, and the scenarios must notice.
 */
package pgconform.selftest;

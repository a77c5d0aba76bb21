/**
 * Proves that the suite can tell: a real server is put behind a proxy that breaks one rule of the
 * protocol, and the scenarios have to notice.
 */
package pgconform.selftest;

/**
 * A small server on the loopback address that speaks the PostgreSQL protocol as a script says:
 * well, or with one rule broken.
 */
package pgconform.testing;

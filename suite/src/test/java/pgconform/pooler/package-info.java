/**
 * A correct connection pooler, in session and in transaction mode, for the suite to judge. It
 * behaves as PgBouncer is documented to: keys are its own, versions are negotiated down to 3.0, and
 * a cancel reaches the backend that serves its client at that moment, or nobody.
 */
package pgconform.pooler;

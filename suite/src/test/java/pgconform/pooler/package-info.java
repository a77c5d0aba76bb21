/**
 * A correct connection pooler, in session, transaction and statement mode, for the suite to judge,
 * and its faults. It behaves as PgBouncer is documented to: keys are its own, versions are
 * negotiated down to what the server behind it speaks, and a cancel reaches the backend that serves
 * its client at that moment, or nobody.
 */
package pgconform.pooler;

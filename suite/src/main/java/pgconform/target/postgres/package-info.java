/**
 * Starts PostgreSQL for a run: {@link pgconform.target.postgres.PostgresServer} creates a data
 * directory with the programs of an {@link pgconform.target.postgres.Installation}, starts a server
 * in it, and removes everything at the end, whatever happens.
 */
package pgconform.target.postgres;

/**
 * PostgreSQL as it is started for a run: {@link pgconform.target.postgres.PostgresServer} makes a
 * data directory with the programs of an {@link pgconform.target.postgres.Installation}, starts a
 * server in it, and removes everything at the end, whatever happens.
 */
package pgconform.target.postgres;

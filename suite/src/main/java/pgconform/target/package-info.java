/**
 * What a run is aimed at: a server that this tool starts by itself ({@link
 * pgconform.target.EmbeddedPostgres}) or any server by libpq URL ({@link
 * pgconform.target.ConnectionUrl}), both ending in {@link pgconform.target.ConnectionSettings}.
 */
package pgconform.target;

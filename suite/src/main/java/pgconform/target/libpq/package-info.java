/**
 * Connection settings as libpq understands them: {@link pgconform.target.libpq.ConnectionUrl} reads
 * a URL, adds the environment, the service file and the password file, and makes {@link
 * pgconform.target.libpq.ConnectionSettings} of them.
 */
package pgconform.target.libpq;

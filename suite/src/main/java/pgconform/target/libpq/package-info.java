/**
 * Reads connection settings as libpq does: {@link pgconform.target.libpq.ConnectionUrl} reads a
 * URL, adds the environment, the service file and the password file, and turns them into {@link
 * pgconform.target.libpq.ConnectionSettings}.
 */
package pgconform.target.libpq;

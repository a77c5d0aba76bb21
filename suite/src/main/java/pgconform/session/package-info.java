/**
 * Implements well-behaved programs on a link. For a client: start-up with authentication, simple
 * queries, and termination. For a server: encryption, version negotiation, authentication, and the
 * start of a session.
 */
package pgconform.session;

/**
 * What well-behaved programs do on a link. A client: start-up with authentication, simple queries,
 * termination. A server: encryption, negotiation of the version, authentication, and the start of a
 * session.
 */
package pgconform.session;

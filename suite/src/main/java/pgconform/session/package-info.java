/**
 * What a well-behaved client does on a link: start-up with authentication, simple queries,
 * termination.
 */
package pgconform.session;

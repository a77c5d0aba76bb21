/**
 * The PostgreSQL frontend/backend protocol as octets and as values: one record for each message,
 * decoders that survive any input, and frames that can say anything a well-behaved program would
 * never send.
 *
 * <p>Records of messages are named as in the section Message Formats of PostgreSQL's documentation;
 * those without a name there stand for the lone byte that answers a request for encryption, for the
 * error form of protocol 2.0, and for whatever breaks the rules.
 */
package pgconform.wire;

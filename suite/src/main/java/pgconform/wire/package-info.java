/**
 * Converts messages of the PostgreSQL frontend/backend protocol between octets and values: there is
 * one record for each message, decoders that accept any input, and frames that can contain what a
 * well-behaved program would never send.
 *
 * <p>Records of messages are named as in the section Message Formats of PostgreSQL's documentation;
 * those without a name there stand for the single byte that answers an encryption request, for the
 * messages of protocol 2.0, and for data that violate the protocol.
 */
package pgconform.wire;

/**
 * A single connection under exact control, on the side of the client or of the server: how its
 * bytes are split into segments, how they are encrypted, how the connection ends, and a transcript
 * of all its data.
 */
package pgconform.link;

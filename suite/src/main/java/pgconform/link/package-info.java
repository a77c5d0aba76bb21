/**
 * One connection under exact control, from either side: how octets are cut into segments, how they
 * are encrypted, how the connection ends, and a transcript of all that crossed it.
 */
package pgconform.link;

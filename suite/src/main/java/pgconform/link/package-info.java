/**
 * One connection under exact control: how bytes are cut, how it is encrypted, how it ends, and a
 * transcript of all that crossed it.
 */
package pgconform.link;

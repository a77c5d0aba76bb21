package pgconform.property;

import java.util.List;
import pgconform.link.Transport;

/**
 * The properties of a target that bound the values of variables.
 *
 * @param transports the transports that the target offers, and over which the logins that the
 *     scenario needs are what their names say, the simplest first
 * @param keySize the number of octets of a secret key under protocol 3.0
 */
public record VariableBounds(List<Transport> transports, int keySize) {}

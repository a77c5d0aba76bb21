package pgconform.property;

import java.util.List;
import pgconform.link.Transport;

/**
 * What of a target bounds the values of variables.
 *
 * @param transports those that the target offers, the simplest first
 * @param keySize octets of a secret key under protocol 3.0
 */
public record VariableBounds(List<Transport> transports, int keySize) {}

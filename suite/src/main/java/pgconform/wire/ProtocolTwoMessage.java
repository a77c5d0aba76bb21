package pgconform.wire;

/**
 * A message of a server in protocol 2.0: a type byte and the data after it, without a length word.
 */
public sealed interface ProtocolTwoMessage extends BackendMessage
    permits ProtocolTwoAuthentication,
        ProtocolTwoBackendKeyData,
        ProtocolTwoCommandComplete,
        ProtocolTwoErrorResponse,
        ProtocolTwoReadyForQuery {
  @Override
  default Frame frame() {
    return BackendMessage.super.frame().withoutLength();
  }
}

package pgconform.wire;

/** What a server says in protocol 2.0: a type byte and what follows it, without a length word. */
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

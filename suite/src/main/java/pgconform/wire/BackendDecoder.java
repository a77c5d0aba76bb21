package pgconform.wire;

/** Decodes the messages of a server. */
public final class BackendDecoder extends Decoder<BackendMessage> {
  private int encryptionResponses;
  private boolean protocolTwoPossible = true;
  private Spoken spoken = Spoken.THREE;
  private int searched = 1;

  /** The protocol that the server uses. */
  private enum Spoken {
    THREE,
    /** The client requests 2.0; the first message shows whether the server uses it, too. */
    PERHAPS_TWO,
    TWO
  }

  /**
   * Starts before the first octet of a connection.
   *
   * @param limit the largest length word that is accepted
   */
  public BackendDecoder(int limit) {
    super(limit);
  }

  /**
   * Expects one more single byte, which answers an SSLRequest or GSSENCRequest; two calls expect
   * two of them. An 'E' in such a place begins an error instead, and no such byte is expected after
   * it.
   */
  public void expectEncryptionResponse() {
    encryptionResponses++;
  }

  /** Notes that the client requests protocol 2.0, so that the server may use it from here on. */
  public void expectProtocolTwo() {
    spoken = Spoken.PERHAPS_TWO;
  }

  @Override
  public BackendMessage next() {
    if (encryptionResponses > 0 && buffered() > 0) {
      int reply = cutter.pending().get(0);
      if (reply != ErrorResponse.TYPE) {
        encryptionResponses--;
        cutter.pending().consume(1);
        return new EncryptionResponse(reply);
      }
      encryptionResponses = 0;
      protocolTwoPossible = true;
    }
    if (spoken == Spoken.PERHAPS_TWO) {
      if (buffered() < ProtocolTwo.telling(cutter.pending())) {
        return null;
      }
      spoken = ProtocolTwo.begins(cutter.pending()) ? Spoken.TWO : Spoken.THREE;
    }
    if (spoken == Spoken.TWO) {
      return ProtocolTwo.next(cutter);
    }
    if (protocolTwoPossible && buffered() > 1 && atProtocolTwoError()) {
      return protocolTwoError();
    }
    if (!cutter.cut(true)) {
      return null;
    }
    protocolTwoPossible = false;
    return cutMessage();
  }

  /**
   * Returns whether an error of protocol 2.0 begins here. A text never begins with a zero octet,
   * and a length word that does not begin with one exceeds 16 million. This is equivalent to
   * libpq's test of the length word, except that libpq also treats short and long frames as empty
   * texts.
   */
  private boolean atProtocolTwoError() {
    return cutter.pending().get(0) == ErrorResponse.TYPE && cutter.pending().get(1) != 0;
  }

  private BackendMessage protocolTwoError() {
    Accumulator pending = cutter.pending();
    int end = (int) Math.min(pending.size(), 1L + cutter.limit());
    int terminator = pending.indexOfZero(searched, end);
    if (terminator >= 0) {
      Reader in = pending.reader(1, terminator + 1);
      pending.consume(terminator + 1);
      protocolTwoPossible = false;
      return ProtocolTwoErrorResponse.decode(in);
    }
    searched = end;
    if (end <= cutter.limit()) {
      return null;
    }
    cutter.breakOff(true);
    return new UnframedMessage(cutter.type(), cutter.length());
  }

  @Override
  BackendMessage decode(int type, Reader in) {
    return message(type, in);
  }

  @Override
  BackendMessage malformed(int type, int length, Bytes body, String reason) {
    return new MalformedMessage(type, length, body, reason);
  }

  @Override
  BackendMessage unframed(int type, int length) {
    return new UnframedMessage(type, length);
  }

  static BackendMessage message(int type, Reader in) {
    return switch (type) {
      case Authentication.TYPE -> Authentication.decode(in);
      case BackendKeyData.TYPE -> BackendKeyData.decode(in);
      case BindComplete.TYPE -> BindComplete.decode(in);
      case CloseComplete.TYPE -> CloseComplete.decode(in);
      case CommandComplete.TYPE -> CommandComplete.decode(in);
      case CopyBothResponse.TYPE -> CopyBothResponse.decode(in);
      case CopyInResponse.TYPE -> CopyInResponse.decode(in);
      case CopyOutResponse.TYPE -> CopyOutResponse.decode(in);
      case CopyData.TYPE -> CopyData.decode(in);
      case CopyDone.TYPE -> CopyDone.decode(in);
      case DataRow.TYPE -> DataRow.decode(in);
      case EmptyQueryResponse.TYPE -> EmptyQueryResponse.decode(in);
      case ErrorResponse.TYPE -> ErrorResponse.decode(in);
      case NoticeResponse.TYPE -> NoticeResponse.decode(in);
      case FunctionCallResponse.TYPE -> FunctionCallResponse.decode(in);
      case NegotiateProtocolVersion.TYPE -> NegotiateProtocolVersion.decode(in);
      case NoData.TYPE -> NoData.decode(in);
      case NotificationResponse.TYPE -> NotificationResponse.decode(in);
      case ParameterDescription.TYPE -> ParameterDescription.decode(in);
      case ParameterStatus.TYPE -> ParameterStatus.decode(in);
      case ParseComplete.TYPE -> ParseComplete.decode(in);
      case PortalSuspended.TYPE -> PortalSuspended.decode(in);
      case ReadyForQuery.TYPE -> ReadyForQuery.decode(in);
      case RowDescription.TYPE -> RowDescription.decode(in);
      default -> new UnknownMessage(type, in.rest("body"));
    };
  }
}

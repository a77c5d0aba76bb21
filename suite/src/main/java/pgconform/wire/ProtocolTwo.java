package pgconform.wire;

/**
 * Decodes the messages of a server at the start of a session of protocol 2.0. They have no length
 * words, so the end of any other kind of message is unknown.
 */
final class ProtocolTwo {
  /**
   * The smallest length word of a 3.0 authentication request; a smaller value is an authentication
   * code.
   */
  private static final int LEAST_LENGTH_OF_A_REQUEST = 8;

  private ProtocolTwo() {}

  /**
   * Returns the number of octets that are needed to decide whether they begin a message of protocol
   * 2.0.
   */
  static int telling(Accumulator pending) {
    return switch (pending.size() == 0 ? Message.NO_TYPE : pending.get(0)) {
      case ProtocolTwoErrorResponse.TYPE -> 2;
      case ProtocolTwoAuthentication.TYPE -> 1 + Integer.BYTES;
      default -> 1;
    };
  }

  /** Returns whether these octets, the first on a connection, begin a message of protocol 2.0. */
  static boolean begins(Accumulator pending) {
    return switch (pending.get(0)) {
      case ProtocolTwoErrorResponse.TYPE -> pending.get(1) != 0;
      case ProtocolTwoAuthentication.TYPE ->
          Integer.compareUnsigned(pending.int32(1), LEAST_LENGTH_OF_A_REQUEST) < 0;
      default -> false;
    };
  }

  /**
   * Returns the next message, or null if more octets are needed; ends the cutting if there cannot
   * be one.
   */
  static BackendMessage next(FrameCutter cutter) {
    Accumulator pending = cutter.pending();
    if (cutter.broken() || pending.size() == 0) {
      return null;
    }
    int type = pending.get(0);
    Reader in =
        switch (type) {
          case ProtocolTwoAuthentication.TYPE -> fixed(pending, Integer.BYTES);
          case ProtocolTwoBackendKeyData.TYPE -> fixed(pending, 2 * Integer.BYTES);
          case ProtocolTwoReadyForQuery.TYPE -> fixed(pending, 0);
          case ProtocolTwoCommandComplete.TYPE, ProtocolTwoErrorResponse.TYPE -> text(cutter);
          default -> null;
        };
    return in == null ? unframed(cutter, type) : decode(type, in);
  }

  private static ProtocolTwoMessage decode(int type, Reader in) {
    return switch (type) {
      case ProtocolTwoAuthentication.TYPE -> ProtocolTwoAuthentication.decode(in);
      case ProtocolTwoBackendKeyData.TYPE -> ProtocolTwoBackendKeyData.decode(in);
      case ProtocolTwoReadyForQuery.TYPE -> ProtocolTwoReadyForQuery.decode(in);
      case ProtocolTwoCommandComplete.TYPE -> ProtocolTwoCommandComplete.decode(in);
      default -> ProtocolTwoErrorResponse.decode(in);
    };
  }

  /**
   * Returns the body of a message of this size after its type byte, or null if it is incomplete.
   */
  private static Reader fixed(Accumulator pending, int size) {
    if (pending.size() <= size) {
      return null;
    }
    Reader in = pending.reader(1, 1 + size);
    pending.consume(1 + size);
    return in;
  }

  /** Returns the body of a message that is a string, or null if its end is missing. */
  private static Reader text(FrameCutter cutter) {
    Accumulator pending = cutter.pending();
    int end = (int) Math.min(pending.size(), 1L + cutter.limit());
    int terminator = pending.indexOfZero(1, end);
    if (terminator < 0) {
      return null;
    }
    Reader in = pending.reader(1, terminator + 1);
    pending.consume(terminator + 1);
    return in;
  }

  /** Returns null if the rest may still come; otherwise, the cutting ends here. */
  private static BackendMessage unframed(FrameCutter cutter, int type) {
    int size = cutter.pending().size();
    boolean hopeless =
        switch (type) {
          case ProtocolTwoCommandComplete.TYPE, ProtocolTwoErrorResponse.TYPE ->
              size > cutter.limit();
          case ProtocolTwoAuthentication.TYPE, ProtocolTwoBackendKeyData.TYPE -> false;
          default -> size > Integer.BYTES;
        };
    if (!hopeless) {
      return null;
    }
    cutter.breakOff(true);
    return new UnframedMessage(cutter.type(), cutter.length());
  }
}

package pgconform.wire;

import java.util.Objects;

/**
 * Turns what a client sends into messages, for whoever plays the server. Any octets will do, in
 * pieces of any size: what is no correct message comes out as one of the messages made for that,
 * and nothing is ever thrown.
 *
 * <p>It begins with packets that have no type byte and goes over to messages that have one behind
 * the first packet that is, or would be if it were well-formed, a {@link StartupMessage}. Take all
 * messages with {@link #next} after each {@link #feed}; then no more is held than the greatest
 * accepted message and what one feed brought.
 */
public final class FrontendDecoder {
  private static final int MAJOR_OF_REQUESTS = 1234;

  private final FrameCutter cutter;
  private boolean typed;
  private PasswordKind passwordKind = PasswordKind.PASSWORD;

  /**
   * Starts before the first octet of a connection.
   *
   * @param limit the greatest length word that is accepted
   */
  public FrontendDecoder(int limit) {
    cutter = new FrameCutter(limit);
  }

  /** Adds octets that have arrived. */
  public void feed(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    cutter.feed(bytes, offset, length);
  }

  /** Takes what comes next for a packet without a type byte. */
  public void untyped() {
    typed = false;
  }

  /** Takes what comes next for messages with a type byte. */
  public void typed() {
    typed = true;
  }

  /** Says what the next message of type 'p' is; the one behind it is a password again. */
  public void expectPassword(PasswordKind kind) {
    passwordKind = kind;
  }

  /** The next message, or null if more octets are needed. */
  public FrontendMessage next() {
    if (!cutter.cut(typed)) {
      return null;
    }
    int type = cutter.type();
    int length = cutter.length();
    if (broken()) {
      return new FrontendUnframed(type, length);
    }
    Reader in = cutter.body();
    FrontendMessage message = type == Message.NO_TYPE ? decodeUntyped(in) : decode(type, in);
    String problem = in.problem();
    return problem == null ? message : new FrontendMalformed(type, length, in.body(), problem);
  }

  private FrontendMessage decodeUntyped(Reader in) {
    int code = in.peekInt32();
    return switch (code) {
      case CancelRequest.CODE -> CancelRequest.decode(in);
      case GSSENCRequest.CODE -> GSSENCRequest.decode(in);
      case SSLRequest.CODE -> SSLRequest.decode(in);
      default -> {
        if (ProtocolVersion.of(code).major() == MAJOR_OF_REQUESTS) {
          yield RequestWithUnknownCode.decode(in);
        }
        typed = in.ok();
        yield code == ProtocolTwoStartupMessage.CODE
            ? ProtocolTwoStartupMessage.decode(in)
            : StartupMessage.decode(in);
      }
    };
  }

  private FrontendMessage decode(int type, Reader in) {
    return switch (type) {
      case Bind.TYPE -> Bind.decode(in);
      case Close.TYPE -> Close.decode(in);
      case CopyData.TYPE -> CopyData.decode(in);
      case CopyDone.TYPE -> CopyDone.decode(in);
      case CopyFail.TYPE -> CopyFail.decode(in);
      case Describe.TYPE -> Describe.decode(in);
      case Execute.TYPE -> Execute.decode(in);
      case Flush.TYPE -> Flush.decode(in);
      case FunctionCall.TYPE -> FunctionCall.decode(in);
      case Parse.TYPE -> Parse.decode(in);
      case Query.TYPE -> Query.decode(in);
      case Sync.TYPE -> Sync.decode(in);
      case Terminate.TYPE -> Terminate.decode(in);
      case PasswordKind.TYPE -> decodePassword(in);
      default -> new FrontendUnknown(type, in.rest());
    };
  }

  private FrontendMessage decodePassword(Reader in) {
    PasswordKind kind = passwordKind;
    passwordKind = PasswordKind.PASSWORD;
    return switch (kind) {
      case PASSWORD -> PasswordMessage.decode(in);
      case SASL_INITIAL -> SASLInitialResponse.decode(in);
      case SASL -> SASLResponse.decode(in);
      case GSS -> GSSResponse.decode(in);
    };
  }

  /** Whether a {@link FrontendUnframed} has come; behind it nothing is decoded. */
  public boolean broken() {
    return cutter.broken();
  }

  /** How many octets have come behind a {@link FrontendUnframed}. */
  public long discarded() {
    return cutter.discarded();
  }

  /** How many octets have arrived and are not part of a message taken by {@link #next}. */
  public int buffered() {
    return cutter.pending().size();
  }

  /** Those octets themselves. */
  public Bytes pending() {
    return cutter.pending().copy();
  }

  /** Whether a message has begun and not ended, once {@link #next} has nothing more to give. */
  public boolean midMessage() {
    return buffered() > 0;
  }
}

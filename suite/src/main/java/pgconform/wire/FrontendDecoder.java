package pgconform.wire;

import java.util.Optional;

/**
 * Decodes the messages of a client.
 *
 * <p>It begins with packets that have no type byte. After the first packet that is a {@link
 * StartupMessage}, well-formed or not, messages have a type byte.
 */
public final class FrontendDecoder extends Decoder<FrontendMessage> {
  private static final int MAJOR_OF_REQUESTS = 1234;

  /** The type bytes of all messages. */
  private static final String TYPES = "BCDEFHPQSXcdfp";

  /** The sizes of packets without a type byte that PostgreSQL accepts. */
  private static final int LEAST_PACKET = 8;

  private static final int LARGEST_PACKET = 10_000 + Integer.BYTES;

  private boolean typed;
  private PasswordKind passwordKind = PasswordKind.PASSWORD;

  /**
   * Starts before the first octet of a connection.
   *
   * @param limit the largest length word that is accepted
   */
  public FrontendDecoder(int limit) {
    super(limit);
  }

  /** Treats the next octets as a packet without a type byte. */
  public void untyped() {
    typed = false;
  }

  /** Treats the next octets as messages with a type byte. */
  public void typed() {
    typed = true;
  }

  /** Sets the meaning of the next message of type 'p'; the one after it is a password again. */
  public void expectPassword(PasswordKind kind) {
    passwordKind = kind;
  }

  /**
   * Notes a message that the server has sent: an authentication request determines the type of the
   * answer.
   */
  public void answering(Message sent) {
    if (sent instanceof AuthenticationSASL) {
      passwordKind = PasswordKind.SASL_INITIAL;
    } else if (sent instanceof AuthenticationSASLContinue) {
      passwordKind = PasswordKind.SASL;
    } else if (sent instanceof AuthenticationGSS
        || sent instanceof AuthenticationGSSContinue
        || sent instanceof AuthenticationSSPI) {
      passwordKind = PasswordKind.GSS;
    }
  }

  @Override
  public FrontendMessage next() {
    return cutter.cut(typed) ? cutMessage() : null;
  }

  /**
   * Returns the next message if PostgreSQL gives up as soon as it has its header: because of an
   * invalid length word, or a type byte that does not belong to any message. It is not taken.
   */
  public Optional<FrontendUnframed> peekUnframed() {
    return cutter.hasHeader(typed) && (cutter.atUnframed(typed) || !acceptable())
        ? Optional.of(new FrontendUnframed(cutter.nextType(typed), cutter.nextLength(typed)))
        : Optional.empty();
  }

  private boolean acceptable() {
    int length = cutter.nextLength(typed);
    return typed
        ? TYPES.indexOf(cutter.nextType(typed)) >= 0
        : length >= LEAST_PACKET && length <= LARGEST_PACKET;
  }

  @Override
  FrontendMessage decode(int type, Reader in) {
    PasswordKind kind = passwordKind;
    if (type == PasswordKind.TYPE) {
      passwordKind = PasswordKind.PASSWORD;
    }
    boolean hasCode = in.remaining() >= Integer.BYTES;
    FrontendMessage message = message(type, kind, in);
    typed |=
        hasCode
            && (message instanceof StartupMessage || message instanceof ProtocolTwoStartupMessage);
    return message;
  }

  @Override
  FrontendMessage malformed(int type, int length, Bytes body, String reason) {
    return new FrontendMalformed(type, length, body, reason);
  }

  @Override
  FrontendMessage unframed(int type, int length) {
    return new FrontendUnframed(type, length);
  }

  private static FrontendMessage packet(Reader in) {
    int code = in.peekInt32("code");
    return switch (code) {
      case CancelRequest.CODE -> CancelRequest.decode(in);
      case GSSENCRequest.CODE -> GSSENCRequest.decode(in);
      case SSLRequest.CODE -> SSLRequest.decode(in);
      case ProtocolTwoStartupMessage.CODE -> ProtocolTwoStartupMessage.decode(in);
      default ->
          ProtocolVersion.of(code).major() == MAJOR_OF_REQUESTS
              ? RequestWithUnknownCode.decode(in)
              : StartupMessage.decode(in);
    };
  }

  static FrontendMessage message(int type, PasswordKind kind, Reader in) {
    return switch (type) {
      case Message.NO_TYPE -> packet(in);
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
      case PasswordKind.TYPE -> password(kind, in);
      default -> new FrontendUnknown(type, in.rest("body"));
    };
  }

  private static FrontendMessage password(PasswordKind kind, Reader in) {
    return switch (kind) {
      case PASSWORD -> PasswordMessage.decode(in);
      case SASL_INITIAL -> SASLInitialResponse.decode(in);
      case SASL -> SASLResponse.decode(in);
      case GSS -> GSSResponse.decode(in);
    };
  }
}

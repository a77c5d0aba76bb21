package pgconform.wire;

import java.util.Locale;

/** A side of a connection, by what it sends. */
public enum Side {
  /** The client, which sends {@link FrontendMessage}s. */
  FRONTEND(FrontendMessage.class),
  /** The server, which sends {@link BackendMessage}s. */
  BACKEND(BackendMessage.class);

  private final Class<? extends Message> messages;

  Side(Class<? extends Message> messages) {
    this.messages = messages;
  }

  /** Whether this side may send such a message; a few may come from either side. */
  public boolean sends(Message message) {
    return messages.isInstance(message);
  }

  /** The side that expects what this one sends. */
  public Side other() {
    return this == FRONTEND ? BACKEND : FRONTEND;
  }

  /**
   * A decoder of what this side sends, which starts before the first octet of a connection.
   *
   * @param limit the greatest length word that is accepted
   */
  public Decoder<?> decoder(int limit) {
    return this == FRONTEND ? new FrontendDecoder(limit) : new BackendDecoder(limit);
  }

  /**
   * Tells a visitor which octets of a message's body are which field.
   *
   * @param type the type byte, or {@link Message#NO_TYPE}
   * @param kept the first octets of the body
   * @param size how many octets the body had
   */
  public void describe(int type, Bytes kept, int size, FieldVisitor visitor) {
    Reader in = new Reader(kept.toArray(), 0, Math.max(size, kept.size()), visitor);
    if (this == FRONTEND) {
      FrontendDecoder.message(type, PasswordKind.PASSWORD, in);
    } else {
      BackendDecoder.message(type, in);
    }
    in.tellSurplus();
  }

  /** {@code frontend} or {@code backend}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

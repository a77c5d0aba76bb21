package pgconform.wire;

import java.util.Locale;

/** A side of a connection, defined by the messages that it sends. */
public enum Side {
  /** The client, which sends {@link FrontendMessage}s. */
  FRONTEND(FrontendMessage.class),
  /** The server, which sends {@link BackendMessage}s. */
  BACKEND(BackendMessage.class);

  private final Class<? extends Message> messages;

  Side(Class<? extends Message> messages) {
    this.messages = messages;
  }

  /** Returns whether this side may send such a message; either side may send some of them. */
  public boolean sends(Message message) {
    return messages.isInstance(message);
  }

  /** Returns the other side. */
  public Side other() {
    return this == FRONTEND ? BACKEND : FRONTEND;
  }

  /**
   * Returns a decoder of the messages of this side, which starts before the first octet of a
   * connection.
   *
   * @param limit the largest length word that is accepted
   */
  public Decoder<?> decoder(int limit) {
    return this == FRONTEND ? new FrontendDecoder(limit) : new BackendDecoder(limit);
  }

  /**
   * Reports the fields of a message's body to a visitor.
   *
   * @param type the type byte, or {@link Message#NO_TYPE}
   * @param kept the first octets of the body
   * @param size the number of octets of the body
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

  /** Returns {@code frontend} or {@code backend}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

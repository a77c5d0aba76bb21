package pgconform.wire;

/** Receives the fields of a body while a decoder reads them. */
public interface FieldVisitor {
  /** The kind of a field. */
  enum Kind {
    /** A number. */
    NUMBER,
    /** The number of entries of the following list; the field has the name of the list. */
    COUNT,
    /** The length of the following value; the field has the name of the value. */
    LENGTH,
    /** A version of the protocol. */
    VERSION,
    /** One octet that is a letter. */
    LETTER,
    /** A string with its terminator. */
    TEXT,
    /** Octets of any kind. */
    OCTETS,
    /** The zero octet that ends a list. */
    END,
    /** Octets after the last field of the format. */
    SURPLUS
  }

  /** A visitor that does nothing. */
  FieldVisitor NONE =
      new FieldVisitor() {
        @Override
        public void field(String name, Kind kind, int at, int length) {}

        @Override
        public void unfinished(String name, Kind kind, int at) {}
      };

  /**
   * Visits a complete field.
   *
   * @param at the number of octets of the body before it
   */
  void field(String name, Kind kind, int at, int length);

  /** Visits a field that is cut off by the end of the body; nothing follows. */
  void unfinished(String name, Kind kind, int at);
}

package pgconform.wire;

/** Is told of the fields of a body while a decoder reads them. */
public interface FieldVisitor {
  /** What a field is made of. */
  enum Kind {
    /** A number. */
    NUMBER,
    /** The number of entries of the list that follows; the field has the name of the list. */
    COUNT,
    /** The length of the value that follows; the field has the name of the value. */
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
    /** Octets behind the last field of the format. */
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
   * A field that is wholly there.
   *
   * @param at how many octets of the body come before it
   */
  void field(String name, Kind kind, int at, int length);

  /** A field in which the body ends; nothing follows. */
  void unfinished(String name, Kind kind, int at);
}

package pgconform.wire;

/** A name and a value of a {@link StartupMessage}. */
public record Parameter(String name, String value) {
  @Override
  public String toString() {
    return Text.printable(name) + "=" + Text.quoted(value);
  }
}

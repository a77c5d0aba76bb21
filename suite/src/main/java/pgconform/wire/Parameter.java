package pgconform.wire;

/** A parameter of a {@link StartupMessage}, with its name and value. */
public record Parameter(String name, String value) {
  @Override
  public String toString() {
    return Text.printable(name) + "=" + Text.quoted(value);
  }
}

package pgconform.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A protocol version, which the wire carries as one Int32 with the major number in its upper and
 * the minor number in its lower half.
 */
public record ProtocolVersion(int major, int minor) {
  /** What every server since PostgreSQL 7.4 speaks. */
  public static final ProtocolVersion V3_0 = new ProtocolVersion(3, 0);

  /** What PostgreSQL 18 added: cancel keys of other sizes than four bytes. */
  public static final ProtocolVersion V3_2 = new ProtocolVersion(3, 2);

  private static final Pattern FORM = Pattern.compile("(\\d{1,5})\\.(\\d{1,5})");

  /** The version an Int32 stands for. */
  public static ProtocolVersion of(int code) {
    return new ProtocolVersion(code >>> 16, code & 0xffff);
  }

  /** Reads a version such as {@code 3.2}. */
  public static ProtocolVersion parse(String text) {
    return read(text)
        .orElseThrow(
            () -> new IllegalArgumentException("not a protocol version: " + Text.printable(text)));
  }

  /** Whether a text is a version, such as {@code 3.2}: two numbers of 16 bits. */
  public static boolean isWritten(String text) {
    return read(text).isPresent();
  }

  private static Optional<ProtocolVersion> read(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    return major <= 0xffff && minor <= 0xffff
        ? Optional.of(new ProtocolVersion(major, minor))
        : Optional.empty();
  }

  /** The Int32 that stands for this version. */
  public int code() {
    return major << 16 | (minor & 0xffff);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}

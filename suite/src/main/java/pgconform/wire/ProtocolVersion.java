package pgconform.wire;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A protocol version, which is sent as one Int32 with the major number in its upper half and the
 * minor number in its lower half.
 */
public record ProtocolVersion(int major, int minor) {
  /** The version that every server supports since PostgreSQL 7.4. */
  public static final ProtocolVersion V3_0 = new ProtocolVersion(3, 0);

  /** The version added in PostgreSQL 18, with cancel keys of other sizes than four bytes. */
  public static final ProtocolVersion V3_2 = new ProtocolVersion(3, 2);

  private static final Pattern FORM = Pattern.compile("(\\d{1,5})\\.(\\d{1,5})");

  /** Returns the version that an Int32 stands for. */
  public static ProtocolVersion of(int code) {
    return new ProtocolVersion(code >>> 16, code & 0xffff);
  }

  /** Returns the version written as, for example, {@code 3.2}. */
  public static ProtocolVersion parse(String text) {
    return read(text)
        .orElseThrow(
            () -> new IllegalArgumentException("not a protocol version: " + Text.printable(text)));
  }

  /** Returns whether a text is a version such as {@code 3.2}: two numbers of 16 bits. */
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

  /** Returns the Int32 that stands for this version. */
  public int code() {
    return major << 16 | (minor & 0xffff);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}

package pgconform.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** An immutable sequence of octets. */
public final class Bytes {
  /** The empty sequence. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private static final int SHOWN = 64;

  private final byte[] octets;

  private Bytes(byte[] octets) {
    this.octets = octets;
  }

  /** Returns a copy of the given octets. */
  public static Bytes of(byte... octets) {
    return of(octets, 0, octets.length);
  }

  /** Returns a copy of a part of an array. */
  public static Bytes of(byte[] octets, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, octets.length);
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(octets, offset, offset + length));
  }

  /** Returns the readable octets of a buffer, whose reader index moves to its end. */
  static Bytes drain(ByteBuf in) {
    byte[] octets = new byte[in.readableBytes()];
    in.readBytes(octets);
    return octets.length == 0 ? EMPTY : new Bytes(octets);
  }

  /** Returns the octets for pairs of hexadecimal digits; white space between them is ignored. */
  public static Bytes ofHex(String hex) {
    StringBuilder digits = new StringBuilder(hex.length());
    hex.chars().filter(c -> !Character.isWhitespace(c)).forEach(c -> digits.append((char) c));
    return of(HexFormat.of().parseHex(digits));
  }

  /** Returns the octets into which {@link Text#encode} converts a string, without a terminator. */
  public static Bytes ofText(String text) {
    return of(Text.encode(text));
  }

  /** Returns the number of octets. */
  public int size() {
    return octets.length;
  }

  /** Returns whether there are no octets. */
  public boolean isEmpty() {
    return octets.length == 0;
  }

  /** Returns one octet, from 0 to 255. */
  public int get(int index) {
    return octets[index] & 0xff;
  }

  /** Returns a copy that the caller may change. */
  public byte[] toArray() {
    return octets.clone();
  }

  /** Returns the octets from one index up to, but not including, another. */
  public Bytes slice(int from, int to) {
    Objects.checkFromToIndex(from, to, octets.length);
    return from == 0 && to == octets.length ? this : of(octets, from, to - from);
  }

  /** Returns whether this sequence starts with these octets. */
  public boolean startsWith(Bytes start) {
    return size() >= start.size() && slice(0, start.size()).equals(start);
  }

  /** Returns these octets followed by others. */
  public Bytes plus(Bytes more) {
    if (more.isEmpty()) {
      return this;
    }
    byte[] joined = Arrays.copyOf(octets, Math.addExact(octets.length, more.octets.length));
    System.arraycopy(more.octets, 0, joined, octets.length, more.octets.length);
    return new Bytes(joined);
  }

  /** Returns all octets as lower-case hexadecimal digits. */
  public String toHex() {
    return HexFormat.of().formatHex(octets);
  }

  /** Appends the octets to a buffer. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(octets);
  }

  /** Returns the octets as protocol text; see {@link Text#decode}. */
  public String text() {
    return Text.decode(octets, 0, octets.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(octets, bytes.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /**
   * Returns hexadecimal digits; if there are more than 64 octets, only those of the first ones and
   * the total number.
   */
  @Override
  public String toString() {
    byte[] shown = PasswordRedaction.in(this).octets;
    if (octets.length <= SHOWN) {
      return HexFormat.of().formatHex(shown);
    }
    return HexFormat.of().formatHex(shown, 0, SHOWN) + "… (" + octets.length + " bytes)";
  }
}

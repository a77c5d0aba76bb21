package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TextTest {
  @Provide
  Arbitrary<byte[]> octets() {
    // The octets at which the rules of UTF-8 change.
    Arbitrary<Byte> edges =
        Arbitraries.of(
                0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0,
                0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff)
            .map(Integer::byteValue);
    return Arbitraries.oneOf(edges, Arbitraries.bytes()).array(byte[].class).ofMaxSize(40);
  }

  @Property(tries = 20_000)
  void encodeUndoesDecode(@ForAll("octets") byte[] octets) {
    assertArrayEquals(octets, Text.encode(Text.decode(octets, 0, octets.length)));
  }

  @Property(tries = 20_000)
  void decodesValidUtf8AsEverybodyDoes(@ForAll("octets") byte[] octets) {
    String decoded = Text.decode(octets, 0, octets.length);
    try {
      String expected =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
      assertEquals(expected, decoded);
    } catch (CharacterCodingException e) {
      assertTrue(
          decoded.codePoints().anyMatch(c -> c >= 0xdc80 && c <= 0xdcff), "nothing is escaped");
    }
  }

  @Property(tries = 20_000)
  void escapesNoMoreThanNeeded(@ForAll("octets") byte[] octets) {
    // Java replaces malformed octets piece by piece; whatever it keeps must be kept here.
    String replaced = new String(octets, StandardCharsets.UTF_8).replace("\ufffd", "");
    String kept =
        Text.decode(octets, 0, octets.length)
            .codePoints()
            .filter(c -> c < 0xdc80 || c > 0xdcff)
            .filter(c -> c != 0xfffd)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    assertEquals(replaced, kept);
  }

  @Property
  void decodesPartsOfArrays(@ForAll("octets") byte[] octets, @ForAll @IntRange(max = 40) int n) {
    int from = Math.min(n, octets.length);
    assertEquals(
        Text.decode(Bytes.of(octets).slice(from, octets.length).toArray(), 0, octets.length - from),
        Text.decode(octets, from, octets.length - from));
  }

  @Property
  void encodesAnyString(@ForAll String text) {
    byte[] octets = Text.encode(text);
    assertArrayEquals(octets, Text.encode(Text.decode(octets, 0, octets.length)));
  }

  @Property(tries = 5000)
  void printableIsHarmless(@ForAll("octets") byte[] octets) {
    assertHarmless(Text.printable(Text.decode(octets, 0, octets.length)));
  }

  @Property(tries = 5000)
  void printableIsHarmlessForAnyString(@ForAll String text) {
    assertHarmless(Text.printable(text));
    assertHarmless(Text.quoted(text));
  }

  @Test
  void printableIsHarmlessForAnyCharacter() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      assertHarmless(Text.printable(Character.toString(c)));
    }
  }

  private static void assertHarmless(String printed) {
    for (int i = 0; i < printed.length(); i += Character.charCount(printed.codePointAt(i))) {
      int c = printed.codePointAt(i);
      int type = Character.getType(c);
      assertTrue(
          c >= 0x20
              && (c < 0x7f || c > 0x9f)
              && type != Character.CONTROL
              && type != Character.FORMAT
              && type != Character.SURROGATE
              && type != Character.LINE_SEPARATOR
              && type != Character.PARAGRAPH_SEPARATOR
              && type != Character.UNASSIGNED,
          () -> "U+" + Integer.toHexString(c));
    }
  }

  @Property
  void printableKeepsNoMoreThanItMay(
      @ForAll("octets") byte[] octets, @ForAll @IntRange(max = 50) int limit) {
    String text = Text.decode(octets, 0, octets.length);
    String printed = Text.printable(text, limit);
    int cut = printed.indexOf('…');
    if (cut < 0) {
      assertTrue(printed.length() <= limit);
      assertEquals(Text.printable(text, Integer.MAX_VALUE), printed);
    } else {
      assertTrue(cut <= limit);
      assertTrue(Text.printable(text, Integer.MAX_VALUE).startsWith(printed.substring(0, cut)));
    }
  }

  @Test
  void printableSaysWhatItLeavesOut() {
    assertEquals("x".repeat(300), Text.printable("x".repeat(300)));
    assertEquals("x".repeat(300) + "… (1 more)", Text.printable("x".repeat(301)));
    assertEquals("ab… (3 more)", Text.printable("abcde", 2));
    assertEquals("… (1 more)", Text.printable("\n", 3));
    assertEquals("… (5 more)", Text.printable("abcde", 0));
    assertEquals("… (5 more)", Text.printable("abcde", -1));
  }

  @Test
  void printableEscapes() {
    assertEquals("\\x00\\x1b[2J\\x7f", Text.printable("\0\u001b[2J\u007f"));
    assertEquals("\\u0085\\u009b", Text.printable("\u0085\u009b"));
    assertEquals("a\\u202eb\\u2066c\\u2028", Text.printable("a\u202eb\u2066c\u2028"));
    assertEquals("\\ufeff\\u200b", Text.printable("\ufeff\u200b"));
    assertEquals("\\udb40\\udc01", Text.printable(Character.toString(0xe0001)));
    assertEquals("\\x80\\xff", Text.printable("\udc80\udcff"));
    assertEquals("\\ud800", Text.printable("\ud800"));
    assertEquals("\\\\x41", Text.printable("\\x41"));
    assertEquals("Größe 木 🐘 \"", Text.printable("Größe 木 🐘 \""));
  }

  @Test
  void escapedOctets() {
    byte[] octets = Bytes.ofHex("61 c3a9 ff c3 eda080 f0908080 c080").toArray();
    assertEquals(
        "a\u00e9\udcff\udcc3\udced\udca0\udc80\ud800\udc00\udcc0\udc80",
        Text.decode(octets, 0, octets.length));
  }
}

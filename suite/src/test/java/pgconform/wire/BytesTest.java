package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void neverChange() {
    byte[] array = {1, 2, 3};
    Bytes bytes = Bytes.of(array);
    array[0] = 9;
    bytes.toArray()[1] = 9;
    assertEquals(Bytes.ofHex("010203"), bytes);
  }

  @Property
  void hexBothWays(@ForAll byte[] octets) {
    Bytes bytes = Bytes.of(octets);
    assertEquals(bytes, Bytes.ofHex(bytes.toHex()));
    assertArrayEquals(octets, bytes.toArray());
    assertEquals(bytes.hashCode(), Bytes.of(octets).hashCode());
  }

  @Property
  void textBothWays(@ForAll byte[] octets) {
    assertEquals(Bytes.of(octets), Bytes.ofText(Bytes.of(octets).text()));
  }

  @Property
  void slicesAddUp(@ForAll byte[] octets) {
    Bytes bytes = Bytes.of(octets);
    for (int i = 0; i <= octets.length; i++) {
      assertEquals(bytes, bytes.slice(0, i).plus(bytes.slice(i, octets.length)));
      assertTrue(bytes.startsWith(bytes.slice(0, i)));
    }
  }

  @Test
  void othersDoNotComeFirst() {
    assertFalse(Bytes.ofHex("0102").startsWith(Bytes.ofHex("02")));
    assertFalse(Bytes.ofHex("0102").startsWith(Bytes.ofHex("010203")));
  }

  @Test
  void partsOfArrays() {
    byte[] array = {1, 2, 3, 4};
    assertEquals(Bytes.ofHex("02 03"), Bytes.of(array, 1, 2));
    assertSame(Bytes.EMPTY, Bytes.of(array, 4, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> Bytes.of(array, 3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> Bytes.of(array).slice(3, 5));
  }

  @Test
  void octetsHaveNoSign() {
    assertEquals(0xff, Bytes.ofHex("FF").get(0));
    assertEquals(1, Bytes.ofHex("ff").size());
  }

  @Test
  void written() {
    ByteBuf out = Unpooled.buffer();
    Bytes.ofHex("0102").writeTo(out);
    assertEquals(Bytes.ofHex("0102"), Bytes.drain(out));
    assertSame(Bytes.EMPTY, Bytes.drain(out));
  }

  @Test
  void shownInFullUpTo64Octets() {
    assertEquals("8f3a01c2", Bytes.ofHex("8F 3A 01 C2").toString());
    assertEquals("", Bytes.EMPTY.toString());
    assertEquals("00".repeat(64), Bytes.of(new byte[64]).toString());
    assertEquals("00".repeat(64) + "… (65 bytes)", Bytes.of(new byte[65]).toString());
  }

  @Test
  void differ() {
    assertNotEquals(Bytes.ofHex("00"), Bytes.EMPTY);
    assertNotEquals(Bytes.ofHex("00"), Bytes.ofHex("01"));
  }
}

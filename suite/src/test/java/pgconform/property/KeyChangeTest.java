package pgconform.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import pgconform.wire.Bytes;

/** That a wrong key is wrong, and as wrong as asked for. */
class KeyChangeTest {
  @Provide
  Arbitrary<Bytes> keys() {
    return Arbitraries.oneOf(
        octets(260),
        Arbitraries.of((byte) 0, (byte) 0xff, (byte) 0x55)
            .flatMap(
                octet ->
                    Arbitraries.integers()
                        .between(0, 40)
                        .map(
                            size -> {
                              byte[] all = new byte[size];
                              java.util.Arrays.fill(all, octet);
                              return Bytes.of(all);
                            })));
  }

  @Provide
  Arbitrary<KeyChange> changes() {
    return Combinators.combine(
            Arbitraries.of(KeyChange.Kind.class),
            Arbitraries.integers().between(0, 3_000),
            octets(300))
        .as(
            (kind, number, octets) ->
                switch (kind) {
                  case FLIP, TRUNCATE -> new KeyChange(kind, number, Bytes.EMPTY);
                  case RANDOM, EXTEND -> new KeyChange(kind, 0, octets);
                  case ZERO, ONES, REVERSE -> new KeyChange(kind, 0, Bytes.EMPTY);
                });
  }

  private static Arbitrary<Bytes> octets(int most) {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(most).map(Bytes::of);
  }

  @Property
  void aWrongKeyIsWrong(@ForAll("changes") KeyChange change, @ForAll("keys") Bytes key) {
    assertNotEquals(key, change.apply(key));
  }

  @Property
  void whatIsWrittenCanBeRead(@ForAll("changes") KeyChange change) {
    assertEquals(Optional.of(change), KeyChange.parse(change.toString()));
  }

  @Property
  void itsSizeIsWhatTheKindSays(@ForAll("changes") KeyChange change, @ForAll("keys") Bytes key) {
    Bytes changed = change.apply(key);
    switch (change.kind()) {
      case TRUNCATE -> {
        assertTrue(key.isEmpty() || changed.size() < key.size());
        assertTrue(key.isEmpty() || key.slice(0, changed.size()).equals(changed));
      }
      case EXTEND ->
          assertTrue(change.octets().isEmpty() || changed.equals(key.plus(change.octets())));
      default -> assertEquals(Math.max(1, key.size()), Math.max(1, changed.size()));
    }
  }

  private static int bits(Bytes a, Bytes b) {
    int bits = 0;
    for (int i = 0; i < a.size(); i++) {
      bits += Integer.bitCount(a.get(i) ^ b.get(i));
    }
    return bits;
  }

  @Property
  void aFlipChangesOneBit(@ForAll("keys") Bytes key) {
    for (int bit = 0; bit < key.size() * 8; bit += 7) {
      Bytes changed = new KeyChange(KeyChange.Kind.FLIP, bit, Bytes.EMPTY).apply(key);
      assertEquals(1, bits(key, changed));
      int at = bit;
      assertEquals(
          (key.get(at / 8) >> (7 - at % 8) & 1) ^ 1, changed.get(at / 8) >> (7 - at % 8) & 1);
    }
  }

  @Test
  void examples() {
    Bytes key = Bytes.ofHex("01020304");
    assertEquals("81020304", apply("flip(0)", key));
    assertEquals("01020305", apply("flip(31)", key));
    assertEquals("00000000", apply("zero", key));
    assertEquals("ffffffff", apply("ones", key));
    assertEquals("04030201", apply("reverse", key));
    assertEquals("aabbaabb", apply("random(aabb)", key));
    assertEquals("0102", apply("truncate(2)", key));
    assertEquals("0102030405", apply("extend(05)", key));
    // What would leave the key as it is flips a bit.
    assertEquals("80000000", apply("zero", Bytes.ofHex("00000000")));
  }

  private static String apply(String change, Bytes key) {
    return KeyChange.parse(change).orElseThrow().apply(key).toHex();
  }
}

package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/** How keys are counted in bits and words. */
class KeyBitsTest {
  private static KeyBits keys(String... hex) {
    List<BackendKeyData> keys = new ArrayList<>();
    for (String key : hex) {
      keys.add(new BackendKeyData(keys.size(), Bytes.ofHex(key)));
    }
    return new KeyBits(keys);
  }

  private static KeyBits words(long... words) {
    List<String> hex = new ArrayList<>();
    for (long word : words) {
      hex.add(String.format("%08x", word));
    }
    return keys(hex.toArray(String[]::new));
  }

  @Test
  void theFirstBitIsTheHighestOfTheFirstOctet() {
    KeyBits keys = keys("80 00 01", "00 00 00", "80 40 00");
    assertEquals("{0, 2}", keys.bit(0).toString());
    assertEquals("{}", keys.bit(1).toString());
    assertEquals("{2}", keys.bit(9).toString());
    assertEquals("{0}", keys.bit(23).toString());
  }

  @Test
  void theFirstBitOfAProcessIdIsTheLowest() {
    KeyBits keys =
        new KeyBits(
            List.of(
                new BackendKeyData(1, Bytes.ofHex("00")),
                new BackendKeyData(6, Bytes.ofHex("00")),
                new BackendKeyData(-1, Bytes.ofHex("00"))));
    assertEquals("{0, 2}", keys.processIdBit(0).toString());
    assertEquals("{1, 2}", keys.processIdBit(2).toString());
    assertEquals("{2}", keys.processIdBit(31).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "01020304, 32, 1",
    "0102030405060708, 64, 2",
    "01020304050607, 56, 1",
    "010203, 24, 0"
  })
  void theShortestKeySaysHowMuchThereIs(String shortest, int bits, int words) {
    KeyBits keys = keys("00".repeat(32), shortest, "00".repeat(9));
    assertEquals(bits, keys.size());
    assertEquals(words, keys.words());
    assertEquals(3, keys.keys());
  }

  @Test
  void whereThereIsNoKeyThereAreNoBits() {
    assertEquals(0, keys().size());
  }

  @Test
  void stepsAreCountedInTheLower31Bits() {
    KeyBits keys = words(5, 0x12345, 0x7fffffff, 0x80000001L, 0);
    assertEquals(List.of(0x12340L, 0x7fffffffL - 0x12345, 2L, 0x7fffffffL), keys.steps(0));
  }

  @Test
  void eachWordHasItsOwnSteps() {
    KeyBits keys = keys("00000001 01020304", "00000003 01020404");
    assertEquals(List.of(2L), keys.steps(0));
    assertEquals(List.of(0x100L), keys.steps(1));
  }

  @Test
  void theModulusIsWhatDividesTheNumbersOfAllBlocks() {
    // 6·6 - 2·6 = 24 and 9·9 - 1·21 = 60.
    KeyBits two = words(100, 102, 108, 114, 50, 51, 60, 81);
    assertEquals(BigInteger.valueOf(12), two.modulus(0));
    assertEquals(BigInteger.valueOf(24), words(100, 102, 108, 114, 50, 51, 60).modulus(0));
    assertEquals(BigInteger.ZERO, words(100, 102, 108).modulus(0));
  }

  @Test
  void aGeneratorGivesItsModulusAway() {
    long[] words = new long[40];
    words[0] = 4711;
    for (int i = 1; i < words.length; i++) {
      words[i] = (words[i - 1] * 48271 + 11) % 1_000_003;
    }
    BigInteger modulus = words(words).modulus(0);
    assertEquals(BigInteger.ZERO, modulus.mod(BigInteger.valueOf(1_000_003)));
    assertEquals(BigInteger.ZERO, words(1, 3, 5, 7, 9, 11, 13, 15).modulus(0), "a counter");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "00 00, 0",
    "ff ff, 0",
    "00 01, 1",
    "ff fe, 1",
    // Two bits that are always equal, or always opposite, are one.
    "00 03 00, 1",
    "01 02 01, 1",
    "00 01 02, 2",
    "00 01 02 03, 2",
    // One is the exclusive or of two others, or its opposite.
    "00 03 05 06, 2",
    "01 02 04 07, 2",
    "00 01 02 04, 3",
    "00 01 02 04 08 10 20 40 80, 8",
    "00 80 c0 e0 f0 f8 fc fe ff, 8",
    "81 42 24 18 00, 4",
  })
  void bitsThatFollowFromOthersAreNotCounted(String octets, int rank) {
    assertEquals(rank, keys(octets.split(" ")).rank(new BitSet()));
  }

  @Test
  void bitsThatWereMarkedAreNotCounted() {
    BitSet marked = new BitSet();
    marked.set(7);
    assertEquals(1, keys("00", "01", "02").rank(marked));
    marked.set(0, 8);
    assertEquals(0, keys("00", "01", "02").rank(marked));
  }
}

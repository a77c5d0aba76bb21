package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/** Keys that can be guessed are told from those that cannot. */
class KeyQualityTest {
  private static final int SESSIONS = 30;

  private static List<BackendKeyData> keys(int count, IntFunction<Bytes> key) {
    List<BackendKeyData> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(new BackendKeyData(4000 + 3 * i, key.apply(i)));
    }
    return keys;
  }

  private static Bytes random(Random random, int size) {
    byte[] octets = new byte[size];
    random.nextBytes(octets);
    return Bytes.of(octets);
  }

  private static Bytes word(long word) {
    return Bytes.ofHex(String.format("%08x", word & 0xffffffffL));
  }

  private static Optional<String> predictable(IntFunction<Bytes> key) {
    return KeyQuality.predictable(keys(SESSIONS, key));
  }

  @Property(tries = 300)
  void randomKeysPass(
      @ForAll long seed, @ForAll("sizes") int size, @ForAll @IntRange(min = 30, max = 60) int n) {
    Random random = new Random(seed);
    List<BackendKeyData> keys = keys(n, i -> random(random, size));
    assertEquals(Optional.empty(), KeyQuality.predictable(keys));
    assertEquals(Optional.empty(), KeyQuality.notDistinct(keys));
  }

  @net.jqwik.api.Provide
  net.jqwik.api.Arbitrary<Integer> sizes() {
    return net.jqwik.api.Arbitraries.of(4, 8, 32, 256);
  }

  @Test
  void postgresql9DrawsThirtyOneBits() {
    Random random = new Random(1);
    assertEquals(Optional.empty(), predictable(i -> word(random.nextInt() & 0x7fffffff)));
  }

  @Test
  void aSecondFixedBitIsTooMany() {
    Random random = new Random(1);
    assertEquals(
        Optional.of("2 of 32 bits are the same in all of 30 keys: bits [0, 31]"),
        predictable(i -> word((random.nextInt() & 0x7fffffff) | 1)));
  }

  @ParameterizedTest
  @CsvSource({"32, true", "33, false"})
  void longKeysHaveAtLeastThirtyTwoBits(int fixed, boolean good) {
    Random random = new Random(1);
    // Of 64 bits the first so many never change.
    IntFunction<Bytes> key =
        i -> {
          return Bytes.ofHex(String.format("%016x", random.nextLong() & (-1L >>> fixed)));
        };
    Optional<String> fault = predictable(key);
    assertEquals(good, fault.isEmpty(), fault::toString);
    if (!good) {
      assertTrue(
          fault.get().startsWith("33 of 64 bits are the same in all of 30 keys: bits [0, 1, 2,"),
          fault::toString);
    }
  }

  @Test
  void oneKeyForAllIsFound() {
    assertEquals(
        Optional.of("two of 30 sessions have the same secret key 01020304"),
        predictable(i -> Bytes.ofHex("01020304")));
  }

  @Test
  void twoEqualKeysAmongManyAreFound() {
    Random random = new Random(1);
    List<BackendKeyData> keys = new ArrayList<>(keys(SESSIONS, i -> random(random, 4)));
    Bytes first = keys.get(0).secretKey();
    keys.set(29, new BackendKeyData(9999, first));
    Optional<String> fault = Optional.of("two of 30 sessions have the same secret key " + first);
    assertEquals(fault, KeyQuality.notDistinct(keys));
    assertEquals(fault, KeyQuality.predictable(keys));
  }

  @Test
  void equalProcessIdAndKeyAreFoundAsSuch() {
    BackendKeyData key = new BackendKeyData(7, Bytes.ofHex("01020304"));
    assertEquals(
        Optional.of("two live sessions have the same " + key),
        KeyQuality.notDistinct(List.of(key, key)));
  }

  @Test
  void equalProcessIdsAloneAreNotAboutKeys() {
    List<BackendKeyData> keys =
        List.of(
            new BackendKeyData(7, Bytes.ofHex("01020304")),
            new BackendKeyData(7, Bytes.ofHex("01020305")));
    assertEquals(Optional.empty(), KeyQuality.notDistinct(keys));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3, 3", "5, 4"})
  void keysAreLongEnough(int size, int octets) {
    Random random = new Random(5);
    Optional<String> fault =
        KeyQuality.predictable(keys(size == 0 ? 1 : SESSIONS, i -> random(random, size)));
    assertEquals(
        size < 4 ? Optional.of("a secret key has %d octets".formatted(octets)) : Optional.empty(),
        fault);
  }

  @Test
  void theShortestKeyCounts() {
    Random random = new Random(1);
    assertEquals(
        Optional.of("a secret key has 2 octets"),
        predictable(i -> random(random, i == 17 ? 2 : 4)));
  }

  @Test
  void nothingIsSaidOfNoKeys() {
    assertEquals(Optional.empty(), KeyQuality.notDistinct(List.of()));
    assertEquals(Optional.of("a secret key has 0 octets"), KeyQuality.predictable(List.of()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, -1, 2, 65_537})
  void smallStepsLeaveBitsFixed(long step) {
    Optional<String> fault = predictable(i -> word(0x40700000L + step * i));
    assertTrue(fault.orElse("").contains(" bits are the same in all of 30 keys"), fault::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00000000", "0102030405060708"})
  void largeEqualStepsAreFound(String before) {
    long step = 0x07654321L;
    assertEquals(
        Optional.of(
            "keys follow each other in equal steps: [%d, %d, %d]".formatted(step, step, step)),
        predictable(i -> Bytes.ofHex(before).plus(word(step * i))));
  }

  @ParameterizedTest
  @CsvSource({"true, greater", "false, less"})
  void clocksAreFound(boolean forward, String how) {
    Random random = new Random(1);
    long[] time = {0};
    assertEquals(
        Optional.of(
            "each of 30 keys is %s than the one before: they are made of a counter or of the time"
                .formatted(how)),
        predictable(
            i -> {
              time[0] += 1 + random.nextInt(0x08000000);
              return word(forward ? time[0] : ~time[0]);
            }));
  }

  @Test
  void aStepBackIsEnoughForNoClock() {
    Random random = new Random(1);
    long[] time = {0};
    assertEquals(
        Optional.empty(),
        predictable(
            i -> {
              time[0] += i == 15 ? -5 : 1 + random.nextInt(0x08000000);
              return word(time[0]);
            }));
  }

  @ParameterizedTest
  @CsvSource({"14, true", "15, true", "16, false"})
  void halfOfTheStepsMayBeEqual(int different, boolean found) {
    // Of the 29 steps between 30 keys so many are different; some of them go back.
    List<Bytes> keys = new ArrayList<>();
    long sum = 0x08000000L;
    keys.add(word(sum));
    for (int i = 1; i < SESSIONS; i++) {
      sum += i >= different ? 0x06010305L : i % 2 == 0 ? 0x0f000000L + i * 0x1f3d5L : -i * 0x3d5L;
      keys.add(word(sum));
    }
    Optional<String> fault = predictable(keys::get);
    assertEquals(
        found, fault.orElse("").startsWith("keys follow each other in equal"), fault::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "''       ~ ''",
        "''       ~ 0102030405060708",
        "01020304 ~ ''",
      })
  void whatIsMadeOfTheProcessIdIsFound(String before, String behind) {
    Random random = new Random(1);
    List<BackendKeyData> keys = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      int processId = random.nextInt();
      Bytes key = Bytes.ofHex(before).plus(word(processId ^ 0x12345678));
      keys.add(new BackendKeyData(processId, key.plus(Bytes.ofHex(behind))));
    }
    assertEquals(
        Optional.of("each key is its process ID combined with the same number"),
        KeyQuality.predictable(keys));
    // One that is not made in this way clears all of them.
    keys.set(29, new BackendKeyData(1, keys.get(29).secretKey()));
    assertEquals(Optional.empty(), KeyQuality.predictable(keys));
  }

  @Test
  void theProcessIdMayStandBesideWhatIsRandom() {
    Random random = new Random(1);
    List<BackendKeyData> keys = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      keys.add(new BackendKeyData(4000 + i, random(random, 8)));
    }
    assertEquals(Optional.empty(), KeyQuality.predictable(keys));
    List<BackendKeyData> routed =
        keys.stream()
            .map(k -> new BackendKeyData(k.processId(), k.secretKey().plus(word(k.processId()))))
            .toList();
    assertEquals(Optional.empty(), KeyQuality.predictable(routed));
  }

  @ParameterizedTest
  @CsvSource({"11, true", "12, false"})
  void aFewKeysMayBeInOrder(int count, boolean good) {
    List<BackendKeyData> keys =
        keys(count, i -> word((0x15a3c597L * i) ^ (i % 2 == 0 ? 0 : 0x400)));
    assertEquals(good, KeyQuality.predictable(keys).isEmpty());
  }
}

package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.scenario.Scenario;
import pgconform.testing.Scenarios;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/** Where exactly each rule about keys begins to hold, and what it says then. */
class KeyRulesTest {
  private static final int SESSIONS = 96;

  /** Of 96 fair coins, so many or more show the same side once in 3.2·10^9, for each of 32 bits. */
  private static final int CRITICAL = 79;

  /** Makes one key the worse. */
  private interface Flaw {
    void in(byte[] key, int session, int processId);
  }

  /** Keys that are as good as any, always the same ones, but for the flaw. */
  private static List<BackendKeyData> keys(int sessions, int octets, Flaw flaw) {
    Random random = new Random(20);
    List<BackendKeyData> keys = new ArrayList<>();
    for (int session = 0; session < sessions; session++) {
      byte[] key = new byte[octets];
      random.nextBytes(key);
      int processId = random.nextInt();
      flaw.in(key, session, processId);
      keys.add(new BackendKeyData(processId, Bytes.of(key)));
    }
    return keys;
  }

  private static void set(byte[] key, int bit, boolean value) {
    int mask = 0x80 >> bit % 8;
    key[bit / 8] = (byte) (value ? key[bit / 8] | mask : key[bit / 8] & ~mask);
  }

  private static boolean get(byte[] key, int bit) {
    return (key[bit / 8] & (0x80 >> bit % 8)) != 0;
  }

  private static String said(Optional<KeyWeakness> weakness) {
    return weakness.map(KeyWeakness::toString).orElse("");
  }

  private static String fault(int octets, Flaw flaw) {
    return said(KeyQuality.predictable(keys(SESSIONS, octets, flaw)));
  }

  private static String bitsOfFour(int bits, String reason) {
    return "%d of 32 bits of the keys of 96 sessions can be predicted: %s".formatted(bits, reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 16, 32})
  void keysWithoutAFlawHaveNoFault(int octets) {
    assertEquals("", fault(octets, (key, session, processId) -> {}));
  }

  @Test
  void thirtyOneBitsHaveToBeLeft() {
    assertEquals("", fault(4, (key, session, processId) -> set(key, 8, true)));
    String two =
        fault(
            4,
            (key, session, processId) -> {
              set(key, 8, true);
              set(key, 30, false);
            });
    assertEquals(bitsOfFour(2, "(almost) always the same (bits {8, 30})"), two);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBitMayHaveTheSameValueInSoManyKeys(boolean value) {
    assertEquals("", fault(4, same(CRITICAL - 1, value)));
    String reason = bitsOfFour(2, "(almost) always the same (bits {8, 30})");
    assertEquals(reason, fault(4, same(CRITICAL, value)));
  }

  /** Two bits with this value in so many keys, and never twice in a row without it. */
  private static Flaw same(int keys, boolean value) {
    return (key, session, processId) -> {
      int others = SESSIONS - keys;
      set(key, 8, (session % 5 == 0 && session / 5 < others) != value);
      set(key, 30, (session % 5 == 2 && session / 5 < others) != value);
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aBitMayKeepOrChangeItsValueSoOften(int same) {
    String reason = bitsOfFour(2, "(almost) always follow from the key before (bits {8, 30})");
    // Of 95 changes the critical number is one less.
    assertEquals(reason, fault(4, changing(CRITICAL - 1, same == 1)));
    assertEquals("", fault(4, changing(CRITICAL - 2, same == 1)));
  }

  /** Two bits that do as they did in so many steps, and else the opposite. */
  private static Flaw changing(int steps, boolean keeping) {
    boolean[] now = {false, true};
    return (key, session, processId) -> {
      int others = SESSIONS - 1 - steps;
      boolean first = session > 0 && session % 5 == 1 && session / 5 < others;
      boolean second = session > 0 && session % 5 == 3 && session / 5 < others;
      now[0] ^= session > 0 && first == keeping;
      now[1] ^= session > 0 && second == keeping;
      set(key, 8, now[0]);
      set(key, 30, now[1]);
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBitMayNotGoWithOneOfTheProcessId(boolean equal) {
    String reason =
        fault(
            4,
            (key, session, processId) -> {
              set(key, 8, (((processId >> 3) & 1) == 1) == equal);
              set(key, 30, (processId < 0) == equal);
            });
    assertEquals(
        bitsOfFour(
            2,
            "follow bit 3 of the process ID (bits {8});"
                + " follow bit 31 of the process ID (bits {30})"),
        reason);
  }

  @Test
  void aBitMayGoWithOneOfTheProcessIdSoOften() {
    String reason =
        bitsOfFour(
            2,
            "follow bit 3 of the process ID (bits {8});"
                + " follow bit 31 of the process ID (bits {30})");
    assertEquals(reason, fault(4, following(CRITICAL + 2)));
    assertEquals("", fault(4, following(CRITICAL + 1)));
  }

  /** Two bits that are those of the process ID in so many keys. */
  private static Flaw following(int keys) {
    return (key, session, processId) -> {
      int others = SESSIONS - keys;
      boolean first = session % 5 == 0 && session / 5 < others;
      boolean second = session % 5 == 2 && session / 5 < others;
      set(key, 8, (((processId >> 3) & 1) == 1) != first);
      set(key, 30, (processId < 0) != second);
    };
  }

  @ParameterizedTest
  @CsvSource({"4, 25", "32, 27"})
  void aWordMayTakeSoManyStepsOfMuchTheSameSize(int octets, int critical) {
    assertEquals("", fault(octets, stepping(critical - 1)));
    String reason = fault(octets, stepping(critical));
    assertTrue(reason.contains("they increase by nearly the same amount from key to key"), reason);
  }

  /** Words of which so many steps are between five and six sixteenths of all there are. */
  private static Flaw stepping(int steps) {
    Random random = new Random(5);
    int[] words = new int[8];
    return (key, session, processId) -> {
      for (int i = 0; i < key.length / 4; i++) {
        boolean same = session > 0 && session % 3 == 1 && session / 3 < steps;
        int other = (session * 7 + i) % 15;
        int sixteenth = same ? 5 : other < 5 ? other : other + 1;
        words[i] += (sixteenth << 27) + random.nextInt(1 << 27);
        ByteBuffer.wrap(key)
            .putInt(4 * i, (words[i] & 0x7fffffff) | (random.nextInt() & 0x80000000));
      }
    };
  }

  @Test
  void countersThatBeginAnewForEachBlockAreAGeneratorAsWell() {
    Random random = new Random(9);
    int[] word = new int[2];
    String reason =
        fault(
            4,
            (key, session, processId) -> {
              boolean anew = session % 4 == 0;
              word[1] = anew ? random.nextInt(1 << 28) : word[1];
              word[0] = anew ? random.nextInt(1 << 30) : word[0] + word[1];
              int sign = key[0] & 0x80;
              ByteBuffer.wrap(key).putInt(word[0] | (sign << 24));
            });
    assertTrue(reason.contains("a number plus a number, modulo 0 ("), reason);
  }

  @Test
  void aWordBehindOneThatWasFoundOutIsTested() {
    Linear behind = new Linear(4, false);
    String reason =
        fault(
            8,
            (key, session, processId) -> {
              Arrays.fill(key, 0, 4, (byte) 0x55);
              behind.in(key, session, processId);
            });
    assertTrue(reason.contains("; each key is the one before times a number plus"), reason);
  }

  @Test
  void aWordMayNotGrowByMuchTheSame() {
    String reason =
        fault(
            8,
            new Flaw() {
              private final Random random = new Random(7);
              private int word = 0x12345678;

              @Override
              public void in(byte[] key, int session, int processId) {
                // By five sixteenths of 2^31 and a bit.
                word += (5 << 27) + random.nextInt(1 << 27);
                ByteBuffer.wrap(key).putInt(word).putInt(session < 48 ? 0 : -1);
              }
            });
    assertTrue(reason.contains(": (almost) always follow from the key before (bits {32"), reason);
    assertTrue(
        reason.matches(
            ".*; they increase by nearly the same amount from key to key, for example by \\d{9} and"
                + " \\d{9} \\(bits \\{0, 1, .*, 31\\}\\)"),
        reason);
  }

  /** A generator that tells its whole state, which looks random. */
  private static final class Linear implements Flaw {
    private final int from;
    private final boolean brokenAtLast;
    private long state = 4711;

    Linear(int from, boolean brokenAtLast) {
      this.from = from;
      this.brokenAtLast = brokenAtLast;
    }

    @Override
    public void in(byte[] key, int session, int processId) {
      state = state * 48271 % 0x7fffffff;
      int word = (int) state ^ (brokenAtLast && session == 31 ? 1 : 0);
      ByteBuffer.wrap(key).putInt(from, word);
    }
  }

  @Test
  void eightBlocksOfFourKeysGiveAGeneratorAway() {
    assertEquals(Optional.empty(), KeyQuality.predictable(keys(31, 4, new Linear(0, false))));
    assertEquals(
        "32 of 32 bits of the keys of 32 sessions can be predicted:"
            + " each key is the one before times a number plus a number, modulo 2147483647"
            + " (bits "
            + bits(0, 32)
            + ")",
        said(KeyQuality.predictable(keys(32, 4, new Linear(0, false)))));
    assertEquals(Optional.empty(), KeyQuality.predictable(keys(32, 4, new Linear(0, true))));
  }

  private static String bits(int from, int to) {
    List<Integer> bits = new ArrayList<>();
    for (int bit = from; bit < to; bit++) {
      bits.add(bit);
    }
    return bits.toString().replace('[', '{').replace(']', '}');
  }

  @Test
  void oneGoodWordIsEnough() {
    assertEquals("", fault(8, new Linear(0, false)));
    assertEquals("", fault(8, new Linear(4, false)));
  }

  @Test
  void aWordThatWasFoundOutIsNotTestedFurther() {
    String reason =
        fault(
            8,
            (key, session, processId) -> {
              Arrays.fill(key, 0, 4, (byte) 0x55);
              set(key, 40, true);
              set(key, 41, true);
            });
    assertEquals(
        "34 of 64 bits of the keys of 96 sessions can be predicted: (almost) always the same (bits "
            + bits(0, 32).replace("}", ", 40, 41})"),
        reason);
  }

  @Test
  void bitsThatFollowFromOthersDoNotCount() {
    Flaw nine = (key, session, processId) -> key[4] = key[0];
    assertEquals("", fault(5, nine));
    Flaw thirty =
        (key, session, processId) -> {
          key[4] = key[0];
          set(key, 8, get(key, 9) ^ get(key, 20));
          set(key, 12, get(key, 13) ^ get(key, 21) ^ get(key, 30));
        };
    assertEquals(
        "in the keys of 96 sessions, only 30 of 40 bits are independent; the others follow from"
            + " them",
        fault(5, thirty));
    Flaw thirtyOne =
        (key, session, processId) -> {
          key[4] = key[0];
          set(key, 8, get(key, 9) ^ get(key, 20));
        };
    assertEquals("", fault(5, thirtyOne));
  }

  @Test
  void fewKeysDoNotTellWhatIsIndependent() {
    Flaw twice =
        (key, session, processId) -> {
          key[2] = key[0];
          key[3] = key[1];
        };
    // By chance 57 random differences have a rank below 31 more often than once in 10^8.
    assertEquals(Optional.empty(), KeyQuality.predictable(keys(58, 4, twice)));
    assertEquals(
        "in the keys of 59 sessions, only 16 of 32 bits are independent; the others follow from"
            + " them",
        said(KeyQuality.predictable(keys(59, 4, twice))));
  }

  @Test
  void aKeyHasAtLeastFourOctets() {
    assertEquals("a secret key has 3 octets", fault(3, (key, session, processId) -> {}));
    assertEquals("a secret key has 0 octets", said(KeyQuality.predictable(List.of(empty()))));
  }

  private static BackendKeyData empty() {
    return new BackendKeyData(1, Bytes.EMPTY);
  }

  @Test
  void theMethodIsToldWithItsNumbers() {
    String steps =
        """
        - start: a
          times: 30
        - start: b
          times: 66
        - start: c
          times: 5
        - keys: [a, b]
          are: %s
        - alive: c
        """;
    assertEquals(
        List.of(
            "At least 31 bits of the 96 keys, in the order of their sessions, must be independent"
                + " and pass all tests.",
            "A bit fails if it has the same value in 79 or more keys, if it keeps or changes its"
                + " value that often from key to key, or if it agrees or disagrees with a bit of"
                + " the process ID in 81 or more keys.",
            "Four bytes fail if they form a counter, follow a clock, or can be computed from"
                + " earlier keys by multiplication and addition.",
            "Random keys are judged predictable at most once in 1e+07 runs (exact binomial tails,"
                + " divided by the number of comparisons).",
            "A bit that is the same in nine of ten keys is detected with a probability of 0.99."
                + " Keys that are constant, that count, that follow a clock or the process ID, or"
                + " that have constant bytes are always detected."),
        KeyQuality.method(Scenarios.steps(steps.formatted("unpredictable"))));
    assertEquals(
        List.of(
            "Keys count as repeated if at least 2 pairs among 96 keys are equal; random 31-bit keys"
                + " cause this at most once in 1e+08 runs."),
        KeyQuality.method(Scenarios.steps(steps.formatted("distinct"))));
    Scenario unknown =
        Scenarios.property(
            "n: {integer: 1..9}\n", steps.formatted("distinct").replace("times: 66", "times: $n"));
    assertEquals(
        List.of(
            "Keys count as repeated if at least 2 pairs among 30 keys are equal; random 31-bit keys"
                + " cause this at most once in 1e+08 runs."),
        KeyQuality.method(unknown));
    assertEquals(List.of(), KeyQuality.method(Scenarios.steps("- start: a\n- alive: a\n")));
  }
}

package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/** Random keys raise no alarm, and what is not random does. */
class KeyQualityTest {
  private static final int SESSIONS = 96;

  /** Simulated runs with good keys of four octets; fewer where this is tested very often. */
  private static final int SHORT_RUNS = Integer.getInteger("pgconform.simulated.runs", 100_000);

  /** Those with keys of 32 octets take longer. */
  private static final int LONG_RUNS = SHORT_RUNS / 50;

  /** Of each kind of bad keys. */
  private static final int BAD_RUNS = SHORT_RUNS / 500;

  private static final SecureRandom RANDOM = new SecureRandom();

  /** For process IDs and times, which need not be good. */
  private static final Random TIMES = new Random();

  /** Makes the keys of sessions that begin one after the other. */
  interface Server {
    byte[] key(int session, int processId, long nanos);
  }

  private static List<BackendKeyData> run(Random random, Server server) {
    List<BackendKeyData> keys = new ArrayList<>();
    int processId = 1000 + random.nextInt(30_000);
    long nanos = Math.floorMod(random.nextLong(), 1L << 60);
    for (int session = 0; session < SESSIONS; session++) {
      processId += random.nextInt(4) == 0 ? 2 : 1;
      nanos += 2_000_000 + random.nextInt(1_500_000);
      keys.add(new BackendKeyData(processId, Bytes.of(server.key(session, processId, nanos))));
    }
    return keys;
  }

  private static byte[] octets(int word) {
    return ByteBuffer.allocate(4).putInt(word).array();
  }

  private static byte[] random(int size) {
    byte[] octets = new byte[size];
    RANDOM.nextBytes(octets);
    return octets;
  }

  private static int word() {
    return ByteBuffer.wrap(random(4)).getInt();
  }

  @Test
  void goodKeysRaiseNoAlarm() {
    for (int i = 0; i < SHORT_RUNS; i++) {
      byte[] octets = random(4 * SESSIONS);
      assertGood(
          (session, processId, nanos) -> Arrays.copyOfRange(octets, 4 * session, 4 * session + 4));
    }
  }

  @Test
  void thirtyOneBitsAreEnough() {
    for (int i = 0; i < SHORT_RUNS / 10; i++) {
      assertGood((session, processId, nanos) -> octets(word() & 0x7fffffff));
    }
  }

  @Test
  void longKeysRaiseNoAlarm() {
    for (int i = 0; i < LONG_RUNS; i++) {
      assertGood((session, processId, nanos) -> random(32));
    }
  }

  @Test
  void partOfALongKeyMayBeForRouting() {
    for (int i = 0; i < LONG_RUNS; i++) {
      assertGood(
          (session, processId, nanos) ->
              ByteBuffer.allocate(16)
                  .putInt(0x0a000001)
                  .putInt(processId)
                  .putInt(session)
                  .put(random(4))
                  .array());
    }
  }

  private static void assertGood(Server server) {
    List<BackendKeyData> keys = run(TIMES, server);
    assertEquals(Optional.empty(), KeyQuality.predictable(keys));
    assertEquals(Optional.empty(), EqualKeys.in(keys));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("one key for everybody", (s, p, t) -> octets(0x8f3a01c2)),
        fault("zero", (s, p, t) -> octets(0)),
        fault("a counter", (s, p, t) -> octets(0x12345678 + s)),
        fault("a counter, low octet first", (s, p, t) -> octets(Integer.reverseBytes(s))),
        fault("a counter in great steps", (s, p, t) -> octets(s * 0x9e3779b9)),
        fault("the process ID", (s, p, t) -> octets(p)),
        fault("the process ID and a secret", (s, p, t) -> octets(p ^ 0x5bd1e995)),
        fault("the process ID plus a secret", (s, p, t) -> octets(p + 0x5bd1e995)),
        fault("the process ID times a secret", (s, p, t) -> octets(p * 0x5bd1e995)),
        fault("seconds", (s, p, t) -> octets((int) (t / 1_000_000_000))),
        fault("microseconds", (s, p, t) -> octets((int) (t / 1000))),
        fault("nanoseconds", (s, p, t) -> octets((int) t)),
        fault("nanoseconds and a secret", (s, p, t) -> octets((int) t + 0x5bd1e995)),
        fault("sixteen bits below", (s, p, t) -> octets(word() & 0xffff)),
        fault("sixteen bits above", (s, p, t) -> octets(word() << 16)),
        fault("sixteen bits twice", (s, p, t) -> octets((word() & 0xffff) * 0x10001)),
        fault("thirty bits", (s, p, t) -> octets(word() & 0x3fffffff)),
        fault("two bits nearly always set", (s, p, t) -> octets(word() | often(0x00400010))),
        fault("modulo 2^32", new Linear(1664525, 1013904223, 1L << 32)),
        fault("modulo 2^31 - 1", new Linear(48271, 0, 0x7fffffff)),
        fault("octets too few", (s, p, t) -> random(3)),
        fault("a counter and zeros", (s, p, t) -> ByteBuffer.allocate(32).putInt(s).array()));
  }

  /** A linear congruential generator that tells its whole state. */
  private static final class Linear implements Server {
    private final long factor;
    private final long summand;
    private final long modulus;
    private long state = 4711;

    Linear(long factor, long summand, long modulus) {
      this.factor = factor;
      this.summand = summand;
      this.modulus = modulus;
    }

    @Override
    public byte[] key(int session, int processId, long nanos) {
      state = (state * factor + summand) % modulus;
      return octets((int) state);
    }
  }

  private static int often(int bits) {
    return RANDOM.nextInt(20) == 0 ? 0 : bits;
  }

  private static Arguments fault(String name, Server server) {
    return Arguments.of(name, server);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aFaultIsNoticed(String name, Server server) {
    for (int i = 0; i < BAD_RUNS; i++) {
      List<BackendKeyData> keys = run(RANDOM, server);
      assertTrue(KeyQuality.predictable(keys).isPresent(), () -> name + " passed: " + keys);
    }
  }

  @Test
  void aReasonNamesWhatIsSeen() {
    List<BackendKeyData> keys = run(RANDOM, (session, processId, nanos) -> octets(session));
    String reason = KeyQuality.predictable(keys).map(KeyWeakness::toString).orElse("");
    assertTrue(reason.contains("of 32 bits of the keys of 96 sessions"), reason);
    assertTrue(reason.contains("always the same"), reason);
  }

  @Test
  void twoEqualKeysAmongMany() {
    List<BackendKeyData> keys = run(RANDOM, (session, processId, nanos) -> random(4));
    keys.set(40, new BackendKeyData(1, keys.get(4).secretKey()));
    // Once in half a million runs this is chance.
    assertFalse(EqualKeys.in(keys).isPresent());
    keys.set(50, new BackendKeyData(2, keys.get(5).secretKey()));
    assertTrue(EqualKeys.in(keys).isPresent());
    List<BackendKeyData> pair = List.of(keys.get(4), keys.get(40));
    assertTrue(EqualKeys.in(pair).isPresent());
  }

  @Test
  void theLevelsAddUpToLessThanOnceInAMillionRuns() {
    // Keys of both versions, and eight times whether they are distinct.
    double run = 2 * KeyQuality.TESTS * KeyQuality.LEVEL + 8 * KeyQuality.LEVEL;
    assertTrue(run < 1e-6, "false alarms: " + run);
  }

  @Test
  void tailsAreExact() {
    assertEquals(1, Binomial.atLeast(0, 10, 0.5), 1e-12);
    assertEquals(11 / 1024.0, Binomial.atLeast(9, 10, 0.5), 1e-12);
    assertEquals(Math.pow(0.25, 7), Binomial.atLeast(7, 7, 0.25), 1e-15);
    assertEquals(9, Binomial.critical(10, 0.5, 0.02));
    assertEquals(11, Binomial.critical(10, 0.5, 1e-4));
  }
}

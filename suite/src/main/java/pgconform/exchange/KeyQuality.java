package pgconform.exchange;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import pgconform.exchange.KeyWeakness.Weakness;
import pgconform.scenario.KeysStep;
import pgconform.scenario.Scenario;
import pgconform.scenario.StartStep;
import pgconform.scenario.Step;
import pgconform.wire.BackendKeyData;

/**
 * Judges the keys of many sessions, in the order in which they were started.
 *
 * <p>At least 31 bits of a key must be unpredictable. PostgreSQL 9.6 generates 31 random bits;
 * further bytes can have any value. For example, a pooler can store the address of a server in
 * them. Each test marks the bits that can be predicted. At least 31 bits that are not marked and do
 * not depend on each other must remain.
 *
 * <ul>
 *   <li>Stuck: a bit that is the same in too many keys (binomial, both tails, of all bits).
 *   <li>Repeating: a bit that keeps or changes its value from key to key too often (the same).
 *   <li>Process ID: a bit that agrees or disagrees with a bit of the process ID too often (the
 *       same, of all pairs of bits).
 *   <li>Counting: a word of four bytes whose steps from key to key, modulo 2^31, fall into the same
 *       sixteenth of all possible ones too often (binomial, of all sixteenths and words). This
 *       finds counters and clocks of any resolution.
 *   <li>Linear: a word that follows from the one before by multiplication and addition. In blocks
 *       of four keys a number is computed that the modulus of such a generator divides; by chance
 *       the numbers of all blocks have no large common divisor.
 *   <li>Independence: the rank over GF(2) of the differences from the first key, of the bits that
 *       were not marked.
 *   <li>Repeated keys: more pairs of equal keys than random keys of 31 bits would have.
 * </ul>
 *
 * <p>The binomial tests have the level {@link #LEVEL} each, divided by the number of comparisons
 * (Bonferroni). The others have an even lower probability of a false alarm: the rank of m random
 * differences is below 31 with a probability of at most 2^(31-m), and a pair of random keys is
 * equal with one of 2^-31. Random keys are therefore judged predictable with a probability of at
 * most {@link #TESTS} times {@link #LEVEL}, and a run, which judges keys some ten times, raises a
 * false alarm less than once in a million.
 */
public final class KeyQuality {
  /** The largest probability with which each test judges random keys predictable. */
  static final double LEVEL = 1e-8;

  /** The number of tests. */
  static final int TESTS = 7;

  /** The number of unpredictable bits that a key must have. */
  private static final int UNPREDICTABLE_BITS = 31;

  /**
   * The largest number of marked bits of a word that is still tested; more have been reported
   * already.
   */
  private static final int MARKED_BITS_OF_A_WORD = 1;

  private static final int SIXTEENTHS = 16;

  /**
   * Eight independent numbers have a common divisor of this size with a probability of less than
   * 10^-12: each is a multiple of g with a probability of at most 2/sqrt(g).
   */
  private static final BigInteger LARGE_DIVISOR = BigInteger.ONE.shiftLeft(20);

  private static final int LEAST_BLOCKS = 8;

  /**
   * The rank of so many random differences is below 31 with a probability of at most 2^-27, which
   * is less than {@link #LEVEL}; that of fewer differences may be more probable.
   */
  private static final int LEAST_DIFFERENCES = 58;

  private final KeyBits bits;
  private final BitSet marked = new BitSet();
  private final List<KeyWeakness> why = new ArrayList<>();

  private KeyQuality(KeyBits bits) {
    this.bits = bits;
  }

  /** Returns the reasons why the keys are predictable; empty if there are none. */
  static Optional<KeyWeakness> predictable(List<BackendKeyData> keys) {
    Optional<KeyWeakness> same = EqualKeys.in(keys);
    if (same.isPresent()) {
      return same;
    }
    return new KeyQuality(new KeyBits(keys)).weakness();
  }

  private Optional<KeyWeakness> weakness() {
    if (bits.size() < Integer.SIZE) {
      return Optional.of(
          new KeyWeakness(
              Weakness.SHORT_SECRET_KEY, "a secret key has %d octets".formatted(bits.size() / 8)));
    }
    stuck();
    repeating();
    processId();
    for (int word = 0; word < bits.words(); word++) {
      int from = word * Integer.SIZE;
      if (marked.get(from, from + Integer.SIZE).cardinality() <= MARKED_BITS_OF_A_WORD) {
        counting(word);
        linear(word);
      }
    }
    int left = bits.size() - marked.cardinality();
    if (left < UNPREDICTABLE_BITS) {
      return Optional.of(
          new KeyWeakness(
              why.get(0).weakness(),
              "%d of %d bits of the keys of %d sessions can be predicted: %s"
                  .formatted(
                      bits.size() - left,
                      bits.size(),
                      bits.keys(),
                      why.stream().map(KeyWeakness::found).collect(Collectors.joining("; ")))));
    }
    return independent();
  }

  private void mark(BitSet marks, Weakness weakness, String found) {
    if (!marks.isEmpty()) {
      marked.or(marks);
      why.add(new KeyWeakness(weakness, found + " (bits " + marks + ")"));
    }
  }

  /**
   * Marks the bits for which a property holds in too many or too few of {@code n} cases.
   *
   * @param cases the cases in which the property holds for a bit
   */
  private void mark(
      IntFunction<BitSet> cases, int n, int critical, Weakness weakness, String found) {
    BitSet marks = new BitSet();
    for (int bit = 0; bit < bits.size(); bit++) {
      if (!marked.get(bit)) {
        int count = cases.apply(bit).get(0, n).cardinality();
        marks.set(bit, Math.max(count, n - count) >= critical);
      }
    }
    mark(marks, weakness, found);
  }

  private static int critical(int n, int comparisons) {
    return Binomial.critical(n, 0.5, LEVEL / 2 / comparisons);
  }

  private void stuck() {
    int n = bits.keys();
    mark(bits::bit, n, critical(n, bits.size()), Weakness.STUCK_BITS, "(almost) always the same");
  }

  private void repeating() {
    int n = bits.keys() - 1;
    mark(
        bit -> {
          BitSet changes = bits.bit(bit).get(1, bits.keys());
          changes.xor(bits.bit(bit));
          return changes;
        },
        n,
        critical(n, bits.size()),
        Weakness.REPEATING_BITS,
        "(almost) always follow from the key before");
  }

  private void processId() {
    int critical = critical(bits.keys(), bits.size() * Integer.SIZE);
    IntStream.range(0, Integer.SIZE).forEach(bit -> processId(bit, critical));
  }

  /** Marks the bits that follow this bit of the process ID. */
  private void processId(int i, int critical) {
    BitSet of = bits.processIdBit(i);
    mark(
        bit -> {
          BitSet differs = (BitSet) of.clone();
          differs.xor(bits.bit(bit));
          return differs;
        },
        bits.keys(),
        critical,
        Weakness.BITS_OF_THE_PROCESS_ID,
        "follow bit %d of the process ID".formatted(i));
  }

  private void counting(int word) {
    int[] counts = new int[SIXTEENTHS];
    List<Long> steps = bits.steps(word);
    steps.forEach(step -> counts[(int) (step >> 27)]++);
    int critical =
        Binomial.critical(steps.size(), 1.0 / SIXTEENTHS, LEVEL / SIXTEENTHS / bits.words());
    for (int count : counts) {
      if (count >= critical) {
        mark(
            octets(word),
            Weakness.COUNTING_WORD,
            "they increase by nearly the same amount from key to key, for example by %d and %d"
                .formatted(steps.get(0), steps.get(1)));
        return;
      }
    }
  }

  private void linear(int word) {
    if (bits.keys() / 4 < LEAST_BLOCKS) {
      return;
    }
    BigInteger modulus = bits.modulus(word);
    if (modulus.signum() == 0 || modulus.compareTo(LARGE_DIVISOR) > 0) {
      mark(
          octets(word),
          Weakness.LINEAR_WORD,
          "each key is the one before times a number plus a number, modulo " + modulus);
    }
  }

  private static BitSet octets(int word) {
    BitSet all = new BitSet();
    all.set(word * Integer.SIZE, (word + 1) * Integer.SIZE);
    return all;
  }

  private Optional<KeyWeakness> independent() {
    if (bits.keys() <= LEAST_DIFFERENCES) {
      return Optional.empty();
    }
    int rank = bits.rank(marked);
    return rank >= UNPREDICTABLE_BITS
        ? Optional.empty()
        : Optional.of(
            new KeyWeakness(
                Weakness.DEPENDENT_BITS,
                ("in the keys of %d sessions, only %d of %d bits are independent; the others follow"
                        + " from them")
                    .formatted(bits.keys(), rank, bits.size())));
  }

  /** Returns the probability of noticing a bit that is the same in nine of ten keys. */
  private static double power(int keys, int size) {
    return Binomial.atLeast(Binomial.critical(keys, 0.5, LEVEL / 2 / size), keys, 0.9);
  }

  /** Returns how keys are judged, in sentences; empty for a scenario that does not judge keys. */
  public static List<String> method(Scenario scenario) {
    List<String> method = new ArrayList<>();
    for (Step step : scenario.steps()) {
      if (step instanceof KeysStep keys) {
        method.addAll(method(keys.demand(), sessions(scenario, keys)));
      }
    }
    return method;
  }

  private static int sessions(Scenario scenario, KeysStep keys) {
    int sessions = 0;
    for (Step step : scenario.steps()) {
      if (step instanceof StartStep start && keys.names().contains(start.name())) {
        String times = start.times().toString();
        sessions += times.matches("\\d{1,6}") ? Integer.parseInt(times) : 0;
      }
    }
    return sessions;
  }

  private static List<String> method(KeysStep.Demand demand, int sessions) {
    if (demand == KeysStep.Demand.DISTINCT) {
      return List.of(
          "Keys count as repeated if at least %d pairs among %d keys are equal;"
                  .formatted(EqualKeys.pairs(sessions, 4), sessions)
              + " random 31-bit keys cause this at most once in %.0e runs.".formatted(1 / LEVEL));
    }
    return List.of(
        "At least 31 bits of the %d keys, in the order of their sessions, must be independent and"
                .formatted(sessions)
            + " pass all tests.",
        "A bit fails if it has the same value in %d or more keys, if it keeps or changes its value"
                .formatted(critical(sessions, 32))
            + " that often from key to key, or if it agrees or disagrees with a bit of the"
            + " process ID in %d or more keys.".formatted(critical(sessions, 32 * 32)),
        "Four bytes fail if they form a counter, follow a clock, or can be computed from earlier"
            + " keys by multiplication and addition.",
        "Random keys are judged predictable at most once in %.0e runs (exact binomial tails,"
                .formatted(1 / (TESTS * LEVEL))
            + " divided by the number of comparisons).",
        "A bit that is the same in nine of ten keys is detected with a probability of %.2f."
                .formatted(power(sessions, 32))
            + " Keys that are constant, that count, that follow a clock or the process ID, or that"
            + " have constant bytes are always detected.");
  }
}

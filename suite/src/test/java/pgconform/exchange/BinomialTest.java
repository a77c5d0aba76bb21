package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Tails of binomial distributions, held against sums of exact fractions. */
class BinomialTest {
  /** The probability of so many successes or more when each has that of sixteenths / 16. */
  private static double exact(int least, int n, int sixteenths) {
    BigInteger sum = BigInteger.ZERO;
    for (int k = Math.max(0, least); k <= n; k++) {
      sum =
          sum.add(
              choose(n, k)
                  .multiply(BigInteger.valueOf(sixteenths).pow(k))
                  .multiply(BigInteger.valueOf(16 - sixteenths).pow(n - k)));
    }
    return new BigDecimal(sum).divide(new BigDecimal(BigInteger.valueOf(16).pow(n))).doubleValue();
  }

  private static BigInteger choose(int n, int k) {
    BigInteger result = BigInteger.ONE;
    for (int i = 1; i <= k; i++) {
      result = result.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
    }
    return result;
  }

  /** The limits that tables of Clopper and Pearson's give. */
  @Test
  void whatIsSeenLimitsAProbability() {
    assertEquals(0, Binomial.lowest(0, 60, 0.025));
    assertEquals(0.0596, Binomial.highest(0, 60, 0.025), 0.0001);
    assertEquals(0.1871, Binomial.lowest(5, 10, 0.025), 0.0001);
    assertEquals(0.8129, Binomial.highest(5, 10, 0.025), 0.0001);
    assertEquals(0.9404, Binomial.lowest(60, 60, 0.025), 0.0001);
    assertEquals(1, Binomial.highest(60, 60, 0.025));
  }

  @Property(tries = 200)
  void aTailIsASum(
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @IntRange(min = -1, max = 61) int least,
      @ForAll @IntRange(min = 1, max = 15) int sixteenths) {
    double tail = Binomial.atLeast(least, n, sixteenths / 16.0);
    assertEquals(exact(least, n, sixteenths), tail, 1e-9);
    assertTrue(tail <= 1);
  }

  @Property(tries = 200)
  void theCriticalNumberIsTheLeastThatIsRareEnough(
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @IntRange(min = 1, max = 15) int sixteenths,
      @ForAll @IntRange(min = 1, max = 12) int digits) {
    // A level that no sum is equal to.
    double level = Math.pow(10, -digits) * 1.000000123;
    int critical = Binomial.critical(n, sixteenths / 16.0, level);
    assertTrue(critical == n + 1 || exact(critical, n, sixteenths) <= level);
    assertTrue(exact(critical - 1, n, sixteenths) > level);
  }

  @Test
  void everythingIsRareEnoughForALevelOfOne() {
    assertEquals(0, Binomial.critical(4, 0.5, 1.5));
    assertEquals(5, Binomial.critical(4, 0.5, 0));
  }

  /** Numbers that a computer has exactly: no probability is left to be rounded. */
  @Test
  void aProbabilityThatIsEqualToTheLevelIsRareEnough() {
    assertEquals(0, Binomial.critical(0, 0.5, 1));
    assertEquals(1 - 0x1p-50, Binomial.lowest(0, 0, 1), 0, "after fifty halvings");
  }
}

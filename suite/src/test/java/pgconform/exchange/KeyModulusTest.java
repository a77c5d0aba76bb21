package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pgconform.wire.BackendKeyData;
import pgconform.wire.Bytes;

/** Which common divisor of all blocks of four keys gives a generator away. */
class KeyModulusTest {
  private static final int SESSIONS = 96;

  /** Keys as a generator with this power of two makes them, begun anew for each block of four. */
  private static List<BackendKeyData> keys(int power) {
    Random random = new Random(20);
    int mask = (1 << power) - 1;
    List<BackendKeyData> keys = new ArrayList<>();
    int[] words = new int[4];
    for (int session = 0; session < SESSIONS; session++) {
      int place = session % 4;
      words[place] = random.nextInt(Integer.MAX_VALUE);
      if (place == 1) {
        // Only an odd number has an inverse.
        words[1] ^= ~(words[0] ^ words[1]) & 1;
      } else if (place == 3) {
        int first = words[1] - words[0];
        int second = words[2] - words[1];
        int third = second * second * inverse(first);
        words[3] = (words[3] & ~mask) | ((words[2] + third) & mask);
      }
      int sign = random.nextBoolean() ? 0x80000000 : 0;
      byte[] key = ByteBuffer.allocate(4).putInt(words[place] | sign).array();
      keys.add(new BackendKeyData(random.nextInt(), Bytes.of(key)));
    }
    return keys;
  }

  /** By Newton's method: each step doubles the number of bits that are right. */
  private static int inverse(int odd) {
    int inverse = odd;
    for (int i = 0; i < 5; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  @ParameterizedTest(name = "modulo 2^{0}: {1}")
  @CsvSource({
    "19, ''",
    "20, ''",
    "21, 'each key is the one before times a number plus a number, modulo 2097152'",
  })
  void aDivisorOfMoreThanTwentyBitsIsNoChance(int power, String reason) {
    String prefix = "32 of 32 bits of the keys of 96 sessions can be predicted: ";
    String said = KeyQuality.predictable(keys(power)).map(KeyWeakness::toString).orElse("");
    assertEquals(reason.isEmpty() ? "" : prefix + reason, said.replaceAll(" \\(bits .*", ""));
  }
}

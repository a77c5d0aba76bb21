package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AccumulatorTest {
  private static final int SMALL = 256;

  @Property
  void keepsWhatIsNotTaken(
      @ForAll @IntRange(min = 5, max = 2000) int expected,
      @ForAll @Size(max = 30) List<@IntRange(max = 700) Integer> appended,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 700) Integer> taken) {
    Accumulator accumulator = new Accumulator(expected);
    Bytes model = Bytes.EMPTY;
    int most = 0;
    for (int i = 0; i < appended.size(); i++) {
      byte[] more = new byte[appended.get(i)];
      Arrays.fill(more, (byte) i);
      accumulator.append(more, 0, more.length);
      model = model.plus(Bytes.of(more));
      most = Math.max(most, model.size());
      int away = Math.min(model.size(), taken.get(i % taken.size()));
      accumulator.consume(away);
      model = model.slice(away, model.size());
      assertEquals(model, accumulator.copy());
      assertEquals(model.size(), accumulator.size());
    }
    assertTrue(accumulator.capacity() <= Math.max(2 * Math.max(SMALL, most), most + most / 8));
    assertTrue(
        accumulator.capacity() <= Math.max(SMALL, Math.max(expected, most) * 9 / 8),
        "no more room than expected, unless more came");
  }

  @Test
  void givesBackMuchRoomWhenAllIsTaken() {
    Accumulator accumulator = new Accumulator(1 << 20);
    accumulator.append(new byte[1 << 20], 0, 1 << 20);
    assertTrue(accumulator.capacity() >= 1 << 20);
    accumulator.consume(1 << 20);
    assertEquals(0, accumulator.capacity());
  }

  @Test
  void makesNoRoomForWhatHasNotCome() {
    Accumulator accumulator = new Accumulator(Integer.MAX_VALUE + 1L);
    accumulator.append(new byte[100], 0, 100);
    assertTrue(accumulator.capacity() <= SMALL);
  }
}

package pgconform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What messages cost on the heap. */
class HeapCostTest {
  private static final NoticeResponse GREAT =
      new NoticeResponse(Collections.nCopies(60_000, new Field('M', "")));

  @Test
  void fieldsCostMoreThanTheirOctets() {
    assertTrue(HeapCost.of(GREAT) > 20L * GREAT.encode().size(), "cost " + HeapCost.of(GREAT));
    assertTrue(HeapCost.of(new ReadyForQuery('I')) < 100);
    CopyData data = new CopyData(Bytes.of(new byte[1_000_000]));
    assertEquals(1e6, (double) HeapCost.of(data), 1_000);
  }

  @Test
  void theBeginningIsSmallAndOfTheSameKind() {
    NoticeResponse notice = HeapCost.beginning(GREAT);
    assertEquals(GREAT.fields().subList(0, 32), notice.fields());
    MalformedMessage malformed =
        new MalformedMessage('x', 2_000_004, Bytes.of(new byte[2_000_000]), "why");
    MalformedMessage begun = HeapCost.beginning(malformed);
    assertEquals(malformed.length(), begun.length());
    assertEquals(1_000, begun.body().size());
    DataRow row = new DataRow(List.of(Optional.of(Bytes.of(new byte[5_000])), Optional.empty()));
    assertEquals(1_000, HeapCost.beginning(row).values().get(0).orElseThrow().size());
    assertEquals(Optional.empty(), HeapCost.beginning(row).values().get(1));
    RowDescription columns =
        new RowDescription(
            Collections.nCopies(2_000, new Column("n".repeat(2_000), 1, 2, 3, 4, 5, 0)));
    assertTrue(HeapCost.of(HeapCost.beginning(columns)) < 100_000);
  }

  @Provide
  Arbitrary<BackendMessage> messages() {
    return Arbitraries.oneOf(List.copyOf(BackendMessages.ALL.values()));
  }

  @Property(tries = 300)
  void everyMessageHasABeginning(@ForAll("messages") BackendMessage message) {
    assertEquals(message.getClass(), HeapCost.beginning(message).getClass());
    assertTrue(HeapCost.of(message) > 0);
  }
}

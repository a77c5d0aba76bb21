package pgconform.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pgconform.scenario.Pattern;
import pgconform.scenario.Place;

/** The model says what PostgreSQL's documentation says, and nothing where that says nothing. */
class ExtendedProtocolTest {
  private static ExtendedProtocol model() {
    return new ExtendedProtocol(new Place("", 1, 1));
  }

  private static String answers(ExtendedProtocol model, String pipeline) throws Exception {
    for (String word : pipeline.split(" ", -1)) {
      model.take(PipelineMessage.parse(word).orElseThrow(() -> new AssertionError(word)));
    }
    return model.answers().stream()
        .map(Pattern::toString)
        .map(ExtendedProtocolTest::shortened)
        .collect(Collectors.joining(" "));
  }

  /** Messages by the letters that the protocol gives them. */
  private static String shortened(String pattern) {
    return pattern
        .replace("ErrorResponse[S=ERROR]", "E")
        .replace("ParseComplete", "1")
        .replace("BindComplete", "2")
        .replace("CloseComplete", "3")
        .replace("CommandComplete", "C")
        .replace("PortalSuspended", "s")
        .replace("EmptyQueryResponse", "I")
        .replace("NoData", "n")
        .replace("ParameterDescription[parameterTypes.size=0]", "t")
        .replace("RowDescription[columns.size=1]", "T")
        .replace("RowDescription", "T")
        .replace("ReadyForQuery[idle]", "Zi")
        .replace("ReadyForQuery[\"in transaction\"]", "Zt")
        .replace("ReadyForQuery[failed]", "Zf")
        .replaceAll("DataRow\\[(\\d+)\\]", "D$1")
        .replace(" | ", " or ")
        .replaceAll("C\\[\"SELECT (\\d+)\"\\]", "C$1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Each message has its own answer, in order.
        "parse(rows1) bind execute sync | 1 2 D1 C Zi",
        "parse(rows2) describe(S) bind describe(P) execute sync | 1 t T 2 T D1 D2 C Zi",
        "parse(add1) describe(S) bind describe(P) execute sync | 1 t n 2 n C Zi",
        "parse(a:rows1) bind(x:a) execute(x) close(P:x) close(S:a) sync | 1 2 D1 C 3 3 Zi",
        "parse(empty) describe(S) bind execute sync | 1 t n 2 I Zi",
        "sync sync | Zi Zi",
        "flush | ''",
        "close(S:a) close(P:x) sync | 3 3 Zi",
        // After an error everything up to Sync is skipped, a Query, too.
        "parse(bad) bind execute flush query(rows1) sync parse(rows1) sync | E Zi 1 Zi",
        "parse(rows1) bind execute parse(bad) bind execute sync sync | 1 2 D1 C E Zi Zi",
        "bind(:a) parse(a:rows1) sync bind(:a) sync | E Zi E Zi",
        "execute(x) sync describe(S:a) sync describe(P:x) sync | E Zi E Zi E Zi",
        // A failing statement may be found out at any of its messages.
        "parse(fail) bind execute parse(rows1) sync | (1 2?)? E Zi",
        "parse(fail) describe(S) bind execute sync | (1 (t (T 2?)?)?)? E Zi",
        "parse(rows1) bind execute parse(fail) bind execute sync | 1 2 D1 C (1 2?)? E Zi",
        // Names: statements stay, portals end with their transaction.
        "parse(a:rows1) parse(a:rows1) sync | 1 E Zi",
        "parse(a:rows1) bind(x:a) bind(x:a) sync | 1 2 E Zi",
        "parse(rows1) parse(rows2) bind bind execute sync | 1 1 2 2 D1 D2 C Zi",
        "parse(a:rows1) sync bind(x:a) sync execute(x) sync | 1 Zi 2 Zi E Zi",
        "parse(a:rows1) parse(bad) sync bind(:a) execute sync | 1 E Zi 2 D1 C Zi",
        "parse(a:rows1) close(S:a) bind(:a) sync | 1 3 E Zi",
        "parse(rows1) sync bind execute sync | 1 Zi 2 D1 C Zi",
        "parse(rows1) sync query(rows1) bind sync | 1 Zi T D1 C Zi E Zi",
        "parse(rows1) sync parse(bad) sync bind sync | 1 Zi E Zi E Zi",
        // Row limits.
        "parse(rows3) bind execute(:2) execute(:2) sync | 1 2 D1 D2 s D3 C1 Zi",
        "parse(rows3) bind execute(:2) execute sync | 1 2 D1 D2 s D3 C1 Zi",
        "parse(rows2) bind execute(:2) sync | 1 2 D1 D2 s or C2 Zi",
        "parse(rows2) bind execute(:3) sync | 1 2 D1 D2 C2 Zi",
        "parse(add1) bind execute(:1) sync | 1 2 C Zi",
        // Simple queries.
        "query(rows2) query(empty) query(bad) query(fail) | T D1 D2 C Zi I Zi T? E Zi T? E Zi",
      })
  void answersToEachMessage(String pipeline, String answers) throws Exception {
    assertEquals(answers, answers(model(), pipeline));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // A block survives Sync, and a failed one does, too.
        "query(begin) parse(add1) bind execute sync sync | C Zt 1 2 C Zt Zt | C Zi T C Zi",
        "query(begin) query(add1) parse(bad) sync sync | C Zt C Zt E Zf Zf | C Zi T C Zi",
        "parse(begin) bind execute sync | 1 2 C Zt | C Zi T C Zi",
        "query(begin) query(add1) query(commit) | C Zt C Zt C Zi | T D1 C Zi",
        "query(begin) query(add1) query(rollback) | C Zt C Zt C Zi | T C Zi",
        // A failed block takes nothing but its end, and commits nothing.
        "query(begin) query(bad) query(rows1) query(commit) | C Zt T? E Zf E Zf C Zi | T C Zi",
        "query(begin) query(bad) parse(rows1) sync | C Zt T? E Zf E Zf | C Zi T C Zi",
        "query(begin) query(bad) parse(rollback) bind execute sync | C Zt T? E Zf 1 2 C Zi"
            + " | T C Zi",
        "query(begin) query(bad) query(begin) | C Zt T? E Zf E Zf | C Zi T C Zi",
        // Portals live as long as the block.
        "query(begin) parse(a:rows2) bind(x:a) execute(x:1) sync execute(x) sync"
            + " | C Zt 1 2 D1 s Zt D2 C1 Zt | C Zi T C Zi",
        "query(begin) parse(a:rows1) bind(x:a) sync query(commit) execute(x) sync"
            + " | C Zt 1 2 Zt C Zi E Zi | T C Zi",
        // Without a block, what stands before one Sync belongs together.
        "parse(add1) bind execute parse(bad) sync parse(add2) bind execute sync"
            + " | 1 2 C E Zi 1 2 C Zi | T D2 C Zi",
        "parse(add1) bind execute sync parse(bad) sync | 1 2 C Zi E Zi | T D1 C Zi",
        "parse(add2) bind execute parse(add1) bind execute parse(list) bind execute sync"
            + " | 1 2 C 1 2 C 1 2 D1 D2 C Zi | T D1 D2 C Zi",
        // COMMIT in a pipeline commits, and what follows stands for itself.
        "parse(begin) bind execute parse(add1) bind execute parse(commit) bind execute parse(add2)"
            + " bind execute parse(bad) sync | 1 2 C 1 2 C 1 2 C 1 2 C E Zi | T D1 C Zi",
      })
  void dataAndTransactions(String pipeline, String answers, String data) throws Exception {
    ExtendedProtocol model = model();
    assertEquals(answers, answers(model, pipeline));
    StringBuilder looking = new StringBuilder();
    for (PipelineMessage message : model.looking()) {
      looking.append(looking.length() == 0 ? "" : " ").append(answers(model, message.toString()));
    }
    assertEquals(data, looking.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Query in place of Sync.
        "parse(rows1) query(rows1)",
        // A failing statement that is not executed, or prepared for later.
        "parse(fail) sync",
        "parse(fail) flush",
        "parse(fail) parse(rows1)",
        "parse(fail) bind close(S)",
        "parse(a:fail) bind(:a) execute",
        // A portal that is complete, or may be; one whose statement is gone; rows that changed.
        "parse(rows1) bind execute execute",
        "parse(rows2) bind execute(:2) execute",
        "parse(add1) bind execute execute",
        "parse(a:rows1) bind(x:a) close(S:a) execute(x)",
        "parse(rows1) bind(x:) parse(rows2) execute(x)",
        "parse(a:list) bind(x:a) parse(add1) bind execute execute(x)",
        // Transaction blocks out of place.
        "query(commit)",
        "parse(rollback) bind execute",
        "query(begin) query(begin)",
        "parse(rows1) bind execute parse(begin) bind execute",
        "parse(a:rows1) bind(x:a) parse(begin) bind execute",
        // What a failed block says to a query that is empty, or about columns.
        "query(begin) query(bad) query(empty)",
        "query(begin) query(bad) parse(empty)",
        "parse(a:empty) query(begin) query(bad) bind(:a)",
        "parse(a:rows1) sync query(begin) query(bad) describe(S:a)",
      })
  void whatIsNotKnown(String pipeline) {
    assertThrows(ExtendedProtocol.Unforeseen.class, () -> answers(model(), pipeline));
  }

  @Test
  void whatIsNotKnownChangesNothing() throws Exception {
    ExtendedProtocol model = model();
    answers(model, "parse(rows2) bind execute(:2)");
    List<String> left = new ArrayList<>();
    for (String word : List.of("execute", "query(rows1)")) {
      assertThrows(ExtendedProtocol.Unforeseen.class, () -> answers(model, word));
      left.addAll(model.answers().stream().map(Pattern::toString).toList());
    }
    assertEquals(List.of(), left);
    assertEquals("1 2 D1 C Zi", answers(model, "parse(rows1) bind execute sync"));
  }

  @Test
  void tellsWhatRestsOnNamesAndOnEarlierSyncs() throws Exception {
    ExtendedProtocol model = model();
    answers(model, "parse(rows1) bind execute sync");
    assertTrue(model.isInStep() && !model.leaned() && !model.missed());
    answers(model, "bind execute");
    assertTrue(model.leaned() && !model.isInStep());
    answers(model, "execute(x)");
    assertTrue(model.missed());
  }
}

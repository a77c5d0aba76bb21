package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pgconform.link.Poller;
import pgconform.property.Case;
import pgconform.scenario.Expression;
import pgconform.scenario.Place;
import pgconform.scenario.TogetherStep;
import pgconform.session.Login;
import pgconform.testing.Judged;
import pgconform.wire.ProtocolVersion;

/** Of what branches throw, the gravest comes out as it was thrown. */
class BranchesTest {
  private static final Place HERE = new Place("f", 1, 1);

  private static void run(int branches, Branches.Body body) throws CaseEnded {
    Login login = new Login("tester", "test", Optional.empty(), ProtocolVersion.V3_0, List.of());
    List<TogetherStep.Branch> all = new ArrayList<>();
    for (int i = 0; i < branches; i++) {
      all.add(new TogetherStep.Branch(new Expression.Literal(HERE, "0"), List.of()));
    }
    try (Poller poller = new Poller()) {
      new Branches(poller, new CaseVariables(new Case(Map.of()), login)).run(all, body);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static Throwable thrown(Throwable... each) {
    return assertThrows(
        Throwable.class, () -> run(each.length, (i, steps) -> BranchesTest.<Error>raise(each[i])));
  }

  /** From the gravest on; those in one list are equals. */
  static List<List<Throwable>> byGravity() {
    return List.of(
        List.of(new StackOverflowError()),
        List.of(
            new RequirementFailedException(
                HERE, "c", Expected.Other.RUNNING_QUERY, new Actual.Nothing()),
            new OutcomeReachedException(Verdict.FAIL)),
        List.of(new CannotJudgeException("cannot tell"), new IllegalStateException("no")),
        List.of(new OutcomeReachedException(Verdict.UNDECIDED)),
        List.of(new OutcomeReachedException(Verdict.UNSUPPORTED)));
  }

  static Stream<Throwable> all() {
    return byGravity().stream().flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatIsThrownComesOut(Throwable one) {
    assertSame(one, thrown(one));
  }

  @Test
  void theGraverComesOutInEitherOrder() {
    for (int i = 0; i + 1 < byGravity().size(); i++) {
      for (Throwable graver : byGravity().get(i)) {
        for (Throwable other : byGravity().get(i + 1)) {
          assertSame(graver, thrown(graver, other));
          assertSame(graver, thrown(other, graver));
        }
      }
    }
  }

  @Test
  void ofEqualsTheFirstComesOut() {
    for (List<Throwable> equals : byGravity()) {
      for (Throwable first : equals) {
        for (Throwable second : equals) {
          assertSame(first, thrown(first, second));
        }
      }
    }
  }

  @Test
  void whatNoStepThrowsCannotBeTold() {
    Throwable unable = thrown(new InterruptedException("late"));
    assertEquals(CannotJudgeException.class, unable.getClass());
    assertEquals("java.lang.InterruptedException: late", unable.getMessage());
  }

  @Test
  void eachRunsOnceAndAllHaveEnded() throws CaseEnded {
    Set<Integer> ran = new ConcurrentSkipListSet<>();
    run(5, (i, steps) -> assertTrue(ran.add(i)));
    assertEquals(Set.of(0, 1, 2, 3, 4), ran);
  }

  @Test
  void noneBeginsBeforeAllAreThere() throws CaseEnded {
    CountDownLatch seen = new CountDownLatch(1);
    Set<String> before = ConcurrentHashMap.newKeySet();
    run(
        30,
        (i, steps) -> {
          if (i == 0) {
            Thread.getAllStackTraces().keySet().forEach(thread -> before.add(thread.getName()));
            seen.countDown();
          } else {
            await(seen);
          }
        });
    String name = Thread.currentThread().getName() + "-branch-30";
    assertTrue(before.contains(name), before::toString);
  }

  private static void await(CountDownLatch latch) throws CannotJudgeException {
    try {
      assertTrue(latch.await(Judged.PATIENT.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new CannotJudgeException("interrupted");
    }
  }
}

package pgconform.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import pgconform.link.Deadline;
import pgconform.link.Transport;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.testing.Judged;

/** What a case knows of the server that it talks to, and how long it may talk to it. */
class CurrentServerTest {
  @Test
  void aCaseIsOverdueOnceItsTimeIsOver() {
    try (Judged judged = Judged.good()) {
      assertEquals(Optional.empty(), new CurrentServer(judged.subject()).overdue());
      CurrentServer over = new CurrentServer(judged.subject().withLimit(Duration.ZERO));
      assertEquals(Optional.of(Duration.ZERO), over.overdue());
    }
  }

  @Test
  void anAnswerIsAwaitedForTheLimitAtMost() {
    try (Judged judged = Judged.good()) {
      CurrentServer server = new CurrentServer(judged.subject().withLimit(Duration.ofHours(1)));
      long left = server.deadline().nanosLeft();
      assertTrue(left > Duration.ofMinutes(59).toNanos(), "nearly an hour");
      assertTrue(left <= Duration.ofHours(1).toNanos(), "at most an hour");
    }
  }

  @Test
  void itHasTheCapabilitiesLoginsAndTransportsOfItsSubject() throws CannotJudgeException {
    try (Judged judged = Judged.good().over(Transport.TLS, Transport.PLAIN)) {
      CurrentServer server = new CurrentServer(judged.subject());
      assertTrue(server.has(Capability.KEY_DATA));
      assertFalse(server.has(Capability.MANY_SESSIONS));
      assertEquals(Transport.TLS, server.usualTransport());
      assertEquals(server.defaultLogin(), server.login(Capability.DEFAULT_LOGIN));
      CannotJudgeException unable =
          assertThrows(CannotJudgeException.class, () -> server.login("other"));
      assertEquals("the target has no login 'other'", unable.getMessage());
      assertFalse(server.isPooler());
      assertTrue(new CurrentServer(judged.as(Profile.POOLER).subject()).isPooler());
    }
  }

  @Test
  void itHoldsQueriesAndSparesRoomAsItsSubjectDoes() {
    try (Judged judged = Judged.good()) {
      Subject.Server subject = judged.subject();
      CurrentServer server = new CurrentServer(subject);
      assertSame(subject.holdStrategy(), server.holdStrategy());
      assertSame(subject.room(), server.room());
      assertSame(subject.connector(), server.connector());
      assertEquals(subject.limit(), server.limit());
      assertNotNull(server.bystander());
    }
  }

  @Test
  void aCaseMayTakeTwelveTimesAsLongAsAnAnswer() {
    try (Judged judged = Judged.good()) {
      Subject.Server subject = judged.subject().withLimit(Duration.ofMillis(1));
      CurrentServer server = new CurrentServer(subject);
      Deadline deadline = Deadline.in(Judged.PATIENT);
      Optional<Duration> overdue = server.overdue();
      while (overdue.isEmpty() && !deadline.passed()) {
        overdue = server.overdue();
      }
      assertEquals(Optional.of(Duration.ofMillis(12)), overdue);
      assertTrue(server.deadline().passed(), "what is left of the case is nothing");
    }
  }
}

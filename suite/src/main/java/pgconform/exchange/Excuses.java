package pgconform.exchange;

import java.util.List;
import java.util.Optional;
import pgconform.link.Event;
import pgconform.link.Transcript;
import pgconform.scenario.Capability;
import pgconform.scenario.ExhaustStep;
import pgconform.scenario.Scenario;
import pgconform.scenario.Step;
import pgconform.wire.BackendMessage;
import pgconform.wire.ErrorResponse;
import pgconform.wire.ProtocolVersion;
import pgconform.wire.StartupMessage;

/**
 * Decides whether what came instead of the expected shows only that the target has no room, no
 * rights or no newer protocol for the case, none of which is what its requirement is about.
 */
record Excuses(Scenario scenario, Subject subject) {
  /** SQLSTATE insufficient_privilege. */
  private static final String DENIED = "42501";

  /** The area of the requirements about the negotiation of versions. */
  private static final String VERSIONS = "version";

  /** Returns in a sentence that the target has no room for the case; empty if it has. */
  Optional<String> room(Evidence evidence) {
    return isWithoutRoom(evidence)
        ? Optional.of(CannotJudgeException.NO_ROOM + evidence.came())
        : Optional.empty();
  }

  /**
   * Returns in a sentence why the target, or the role, does not support what the steps of the case
   * need; empty if it does. What a precondition needs is told by {@link SettingUp}.
   */
  Optional<String> unsupported(Evidence evidence, Transcript transcript) {
    if (isDenied(evidence)) {
      return Optional.of("the role may not do what this case needs: " + evidence.came());
    }
    return refusedVersion(evidence, transcript)
        .map(
            version ->
                "the target refuses protocol %s, which the requirements of the area %s judge: %s"
                    .formatted(version, VERSIONS, evidence.came()));
  }

  /** Returns whether the server is full although the scenario has not filled it. */
  private boolean isWithoutRoom(Evidence evidence) {
    return evidence.came().sqlState().filter(Opening.FULL::equals).isPresent()
        && Step.all(scenario.steps()).noneMatch(ExhaustStep.class::isInstance);
  }

  /** Returns whether the server refuses a right that the scenario does not ask about. */
  private boolean isDenied(Evidence evidence) {
    return evidence.came().sqlState().filter(DENIED::equals).isPresent()
        && Step.all(scenario.steps())
            .flatMap(step -> step.parts().ones())
            .noneMatch(one -> one.toString().contains(DENIED));
  }

  /**
   * Returns the version of the protocol that the server refuses instead of offering another one, if
   * it did not grant a newer one when it was probed. Each requirement that has cases under several
   * versions would fail for that one reason.
   */
  private Optional<ProtocolVersion> refusedVersion(Evidence evidence, Transcript transcript) {
    boolean judged =
        scenario.area().equals(VERSIONS)
            || subject.capabilities().contains(Capability.PROTOCOL_3_2);
    return judged || evidence.came().telling().filter(Excuses::refuses).isEmpty()
        ? Optional.empty()
        : asked(evidence.connection(), transcript).filter(version -> version.minor() > 0);
  }

  private static boolean refuses(Event event) {
    return event instanceof Event.Closed
        || (event instanceof Event.Received received
            && received.message() instanceof ErrorResponse);
  }

  /** Returns the version that was asked for on a connection, and answered with an error at most. */
  private static Optional<ProtocolVersion> asked(String connection, Transcript transcript) {
    Optional<ProtocolVersion> asked = Optional.empty();
    for (Transcript.Entry entry : transcript.entries()) {
      for (Object item : entry.connection().equals(connection) ? entry.items() : List.of()) {
        if (item instanceof StartupMessage startup) {
          asked = Optional.of(startup.version());
        } else if (item instanceof BackendMessage && !(item instanceof ErrorResponse)) {
          // The server has accepted the version, or offered another one.
          asked = Optional.empty();
        }
      }
    }
    return asked;
  }
}

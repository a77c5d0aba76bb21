package pgconform.target.probe;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import pgconform.scenario.Capability;
import pgconform.scenario.Profile;
import pgconform.target.ProbedTarget;
import pgconform.target.TargetSpec;
import pgconform.target.Targets;
import pgconform.testing.PostgresLike;
import pgconform.testing.Rules;
import pgconform.testing.ScriptedServer;

/** What the probe of a scripted server has found. */
record Found(
    Map<String, String> words,
    Set<Capability> capabilities,
    List<String> settings,
    Profile profile) {
  static Found probe(Rules rules) {
    return probe(rules, Optional.empty());
  }

  static Found probe(Rules rules, Optional<String> slowQuery) {
    try (ScriptedServer server = PostgresLike.start(rules)) {
      String url = "postgresql://tester@127.0.0.1:%d/test?sslmode=disable".formatted(server.port());
      Targets targets = new Targets(Map.of(), Path.of("/"), Optional.empty(), slowQuery);
      try (ProbedTarget target = targets.open(TargetSpec.parse(url))) {
        return new Found(
            target.capabilities(),
            target.subject().capabilities(),
            target.subject().defaultLogin().settings(),
            target.subject().profile());
      }
    }
  }
}

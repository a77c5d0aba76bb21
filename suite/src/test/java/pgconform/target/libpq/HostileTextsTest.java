package pgconform.target.libpq;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import pgconform.target.TargetSpec;
import pgconform.target.UrlTarget;
import pgconform.target.failure.BadTarget;

/** Whatever is written, the answer is a target or a {@link BadTarget}, and no password shows. */
class HostileTextsTest {
  private static final Path HOME = Path.of("/nonexistent");

  private static String outcome(String text, Map<String, String> environment) {
    try {
      TargetSpec spec = TargetSpec.parse(text);
      String shown = spec.displayName() + spec;
      if (spec instanceof UrlTarget url) {
        ConnectionSettings settings = url.url().settings(environment, HOME);
        settings.hosts().stream().filter(HostPort::isUnixSocket).forEach(HostPort::socketFile);
        shown += settings.password() + settings.warnings().toString() + settings.hosts().size();
        settings.rootCertificateFile();
      }
      return shown;
    } catch (BadTarget refusal) {
      String message = refusal.getMessage();
      assertFalse(message.chars().anyMatch(Character::isISOControl), message);
      return message;
    }
  }

  @Property
  void anyText(@ForAll String text) {
    outcome(text, Map.of());
    outcome("postgres://" + text, Map.of());
    outcome("embedded:" + text, Map.of());
    outcome("docker:" + text, Map.of());
  }

  @Property
  void anyUrlLikeText(@ForAll("urls") String text) {
    outcome(text, Map.of());
  }

  @Property
  void anyEnvironment(@ForAll("variables") String variable, @ForAll String value) {
    outcome("postgres://", Map.of(variable, value));
  }

  @Property
  void noPasswordIsEverShown(
      @ForAll("passwords") String before,
      @ForAll("passwords") String after,
      @ForAll("tails") String tail) {
    // However the password is cut up by its delimiters, its letters stay unseen.
    String shown = outcome("postgres://me:" + before + "XyZzY" + after + "@host" + tail, Map.of());
    assertFalse(shown.contains("XyZzY"), shown);
  }

  @Provide
  Arbitrary<String> urls() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "@",
            ":",
            "/",
            "?",
            "&",
            "=",
            ",",
            "[",
            "]",
            "%",
            "%41",
            "%00",
            "%ff",
            "%2",
            " ",
            "+",
            "host",
            "port",
            "user",
            "sslmode",
            "require",
            "5432",
            "127.0.0.1",
            "::1",
            "hostaddr",
            "\u0000",
            "\ud800",
            "\u00e9",
            "ssl",
            "true",
            "passfile",
            "system",
            "sslrootcert");
    return piece.list().ofMaxSize(20).map(pieces -> "postgresql://" + String.join("", pieces));
  }

  @Provide
  Arbitrary<String> passwords() {
    return Arbitraries.of("@", ":", "/", "?", "&", "=", ",", "[", "]", "%", "1", "a", "%41")
        .list()
        .ofMaxSize(6)
        .map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<String> tails() {
    return Combinators.combine(
            Arbitraries.of("", ":5432", ":x"),
            Arbitraries.of("", "/", "/db"),
            Arbitraries.of("", "?a=b"))
        .as((port, database, query) -> port + database + query);
  }

  @Provide
  Arbitrary<String> variables() {
    return Arbitraries.of(List.copyOf(ParameterNames.VARIABLES.values()));
  }
}

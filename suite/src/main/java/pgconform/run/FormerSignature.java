package pgconform.run;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pgconform.exchange.Evidence;

/**
 * Understands the signatures in older expectations files. They contained the beginning of a
 * sentence, with {@code #} for each word that had a digit in it; today a signature consists of
 * names.
 */
final class FormerSignature {
  private static final String NOTHING = "nothing, until the time limit";

  private static final List<FormerSignature> ALL =
      List.of(
          of("the server refused the login: .*", "ErrorResponse.*|ProtocolTwoErrorResponse"),
          of("start-up ended with (\\w+)", "$1"),
          of("the server was silent during start-up.*", NOTHING),
          of("the server sent (\\w+).*", "$1.*"),
          of("the server's SCRAM message was not accepted.*", "Authentication.*"),
          of("the server asks .*", "Authentication.*"),
          of("\\w+ was answered with silence.*", NOTHING),
          of("\\w+ was answered with (\\w+(?: \\w{5})?)", "$1"),
          of("the TLS handshake failed: no answer in time", NOTHING),
          of("the TLS handshake failed: (\\w+(?: \\w{5})?)", "$1"),
          of("two sessions have the same BackendKeyData", "repeated backend key data"),
          of("(?:two|# pairs) of # sessions have the same secret key.*", "repeated secret key"),
          of("a secret key has # octets", "short secret key"),
          of(
              "# of # bits of the keys of # sessions .*",
              "stuck bits|repeating bits|bits of .*|.* word"),
          of("of # bits of the keys of # sessions .*", "dependent bits"));

  private final Pattern written;
  private final String kind;

  private FormerSignature(Pattern written, String kind) {
    this.written = written;
    this.kind = kind;
  }

  private static FormerSignature of(String written, String kind) {
    return new FormerSignature(Pattern.compile(written, Pattern.DOTALL), kind);
  }

  /** Returns whether a signature in an older file stands for this failure. */
  static boolean means(String signature, Evidence evidence) {
    String connection = evidence.connection() + ":";
    if (!signature.startsWith(connection)) {
      return false;
    }
    String words = signature.substring(connection.length()).strip();
    String kind = evidence.came().kind();
    return kind.matches(Pattern.quote(words).replace("#", "\\E\\S*\\d\\S*\\Q"))
        || ALL.stream().anyMatch(former -> former.fits(words, kind));
  }

  private boolean fits(String words, String today) {
    Matcher matcher = written.matcher(words);
    return matcher.matches() && today.matches(matcher.replaceFirst(kind));
  }
}

package pgconform.target;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import pgconform.scenario.Spelling;
import pgconform.target.failure.BadTarget;

/** Reports words that do not name a target, and the target that was probably meant. */
final class UnknownTarget {
  /**
   * Matches text without a password: a mistyped URL may contain one before an {@code @} or after a
   * {@code =}.
   */
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_./:~+, -]{1,80}");

  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+-]{0,29}:/{1,2}");

  /** Matches the host of a URL, after its password. */
  private static final Pattern END = Pattern.compile("@[A-Za-z0-9_./:-]{1,60}$");

  /** Matches a name, what separates it, and the rest. */
  private static final Pattern PARTS =
      Pattern.compile(
          "([A-Za-z][A-Za-z0-9+-]{0,29}?)(:/*|[-_=/]?(?=[0-9.]+$)|$)(.*)", Pattern.DOTALL);

  private static final String URL = "postgresql";
  private static final List<String> SCHEMES = List.of(URL, "postgres");
  private static final String EMBEDDED = "embedded";

  private UnknownTarget() {}

  static BadTarget of(String words) {
    if (words.isBlank()) {
      return new BadTarget("a target is empty; is it the value of a variable that is not set?");
    }
    String wrong = "'%s' is not a target".formatted(shown(words));
    String usages = Targets.KINDS.stream().map(TargetKind::usage).collect(Collectors.joining(", "));
    return new BadTarget(
        meant(words)
            .map(meant -> "%s; did you mean '%s'?".formatted(wrong, shown(meant)))
            .orElse(wrong + ": write " + usages));
  }

  /** Returns the words, without anything that may be a password. */
  private static String shown(String words) {
    if (HARMLESS.matcher(words).matches()) {
      return words;
    }
    Matcher scheme = SCHEME.matcher(words);
    Matcher end = END.matcher(words);
    return (scheme.lookingAt() ? scheme.group() : "") + "…" + (end.find() ? end.group() : "");
  }

  /** Returns the target that was probably meant. */
  static Optional<String> meant(String words) {
    if (words.matches("\\d{1,2}(\\.\\d{1,2}){0,2}")) {
      return Optional.of(EMBEDDED + ":" + words);
    }
    Matcher parts = PARTS.matcher(words);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String name = parts.group(1);
    String between = parts.group(2);
    String rest = parts.group(3);
    if (between.startsWith(":/") || name.equalsIgnoreCase(URL)) {
      return Spelling.nearest(name, SCHEMES).map(scheme -> scheme + "://" + rest);
    } else if (between.startsWith(":")) {
      return Spelling.nearest(name, List.of(EMBEDDED, "postgres", "docker"))
          .map(kind -> kind + ":" + rest);
    }
    return Spelling.nearest(name, List.of(EMBEDDED))
        .map(kind -> rest.isEmpty() ? kind : kind + ":" + rest);
  }
}

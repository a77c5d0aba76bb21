package pgconform.scenario;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An entry of an expectations file: a known deviation.
 *
 * @param ids globs of which one must match the requirement's id
 * @param targets globs of which one must match the target's name; empty for all targets
 * @param verdicts the accepted verdicts
 * @param signature how the requirement fails; empty if it may fail in any way
 * @param reason the reason, or a URL that gives it
 * @param versions the versions of the target for which it holds; empty for all
 * @param expires the last day on which it holds
 */
public record Expectation(
    Place place,
    List<String> ids,
    List<String> targets,
    Set<OutcomeRule.Judgement> verdicts,
    Optional<String> signature,
    String reason,
    Optional<ReleaseRange> versions,
    Optional<LocalDate> expires) {

  /** Returns whether it applies to this requirement, whatever the target. */
  public boolean concerns(String id) {
    return ids.stream().anyMatch(glob -> matches(glob, id));
  }

  /**
   * Returns whether it applies to this target. A version that cannot be compared is not in any
   * range of versions.
   */
  public boolean holdsFor(String target, String version) {
    boolean named = targets.isEmpty() || targets.stream().anyMatch(glob -> matches(glob, target));
    return named
        && (versions.isEmpty()
            || ServerVersion.of(version).map(v -> versions.get().have(v)).orElse(false));
  }

  /** Returns the same entry for the only target that the file belongs to. */
  public Expectation about(String target) {
    boolean itsOwn = targets.isEmpty() || targets.stream().anyMatch(glob -> matches(glob, target));
    List<String> only = itsOwn ? List.of(target) : targets;
    return new Expectation(place, ids, only, verdicts, signature, reason, versions, expires);
  }

  /** Returns whether its last day has passed. */
  public boolean expired(LocalDate today) {
    return expires.isPresent() && today.isAfter(expires.get());
  }

  /** Returns its verdicts as they are written in the file. */
  public String expected() {
    return String.join(" or ", verdicts.stream().map(Spelling::written).sorted().toList());
  }

  /** Returns its place in the file, as {@code file:line}. */
  public String where() {
    return place.file() + ":" + place.line();
  }

  /** Returns whether a text matches a glob, ignoring case. */
  public static boolean matches(String glob, String text) {
    StringBuilder expression = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = Character.toLowerCase(glob.charAt(i));
      expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return text.toLowerCase(Locale.ROOT).matches("(?s)" + expression);
  }
}
